resource "auth0api_resource_server" "appointments" {
  name             = "Appointments"
  identifier       = "https://appointments.example.test/"
  enforce_policies = true
}

resource "auth0api_resource_server_scope" "write" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier
  scope                      = "write:appointments"
}

resource "auth0api_role" "booker" {
  name = "Booker"
}

resource "auth0api_role_permission" "write" {
  role_id                    = auth0api_role.booker.id
  resource_server_identifier = auth0api_resource_server_scope.write.resource_server_identifier
  permission                 = auth0api_resource_server_scope.write.scope
}
