resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name = "read:appointments"
  }

  scopes {
    name = "write:appointments"
  }
}

resource "auth0api_client" "reader" {
  name = "Appointments reader"
}

# The audience is taken from the scopes, not from the API itself: a grant can
# only name scopes that exist.
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

# Every scope that the API has, and will have.
resource "auth0api_client" "admin" {
  name = "Appointments administration"
}

resource "auth0api_client_grant" "admin" {
  client_id        = auth0api_client.admin.client_id
  audience         = auth0api_resource_server.appointments.identifier
  allow_all_scopes = true
}
