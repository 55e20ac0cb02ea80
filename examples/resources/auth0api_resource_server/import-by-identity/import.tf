import {
  to = auth0api_resource_server.appointments
  identity = {
    identifier = "https://appointments.example.test/"
  }
}

resource "auth0api_resource_server" "appointments" {
  identifier = "https://appointments.example.test/"
}
