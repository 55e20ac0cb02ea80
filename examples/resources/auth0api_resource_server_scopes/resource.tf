resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name        = "read:appointments"
    description = "See appointments"
  }

  scopes {
    name        = "write:appointments"
    description = "Make, move and cancel appointments"
  }
}
