import {
  to = auth0api_resource_server_scope.read
  id = "https://appointments.example.test/::read:appointments"
}

resource "auth0api_resource_server_scope" "read" {
  resource_server_identifier = "https://appointments.example.test/"
  scope                      = "read:appointments"
  description                = "See appointments"
}
