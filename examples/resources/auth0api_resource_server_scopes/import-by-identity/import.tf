import {
  to = auth0api_resource_server_scopes.appointments
  identity = {
    resource_server_identifier = "https://appointments.example.test/"
  }
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = "https://appointments.example.test/"

  scopes {
    name        = "read:appointments"
    description = "See appointments"
  }

  scopes {
    name        = "write:appointments"
    description = "Make, move and cancel appointments"
  }
}
