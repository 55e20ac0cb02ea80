resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_resource_server_scope" "read" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier
  scope                      = "read:appointments"
  description                = "See appointments"
}

# The provider sends both scopes in one request.
resource "auth0api_resource_server_scope" "write" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier
  scope                      = "write:appointments"
  description                = "Make, move and cancel appointments"
}
