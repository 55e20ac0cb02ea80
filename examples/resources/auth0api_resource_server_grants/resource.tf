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

resource "auth0api_client" "desk" {
  name = "Front desk"
}

resource "auth0api_client" "partner" {
  name = "Managed by the partners' team"
}

# Every client that can use the API. Any other grant shows in the plan as a removal,
# except those of the partners' client, which another configuration manages.
resource "auth0api_resource_server_grants" "appointments" {
  resource_server_identifier = auth0api_resource_server_scopes.appointments.resource_server_identifier
  except                     = [auth0api_client.partner.client_id]

  grants {
    client_id = auth0api_client.reader.client_id
    scopes    = ["read:appointments"]
  }

  grants {
    client_id    = auth0api_client.desk.client_id
    subject_type = "user"
    scopes       = ["read:appointments", "write:appointments"]
  }
}
