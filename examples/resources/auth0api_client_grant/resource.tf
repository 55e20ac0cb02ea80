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

# The audience comes from the scopes rather than from the API, so that Terraform
# creates the scopes before the grant.
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

# Every scope of the API, including scopes that are added later.
resource "auth0api_client" "admin" {
  name = "Appointments administration"
}

resource "auth0api_client_grant" "admin" {
  client_id        = auth0api_client.admin.client_id
  audience         = auth0api_resource_server.appointments.identifier
  allow_all_scopes = true
}
