import {
  to = auth0api_role_permissions.auditor
  id = "rol_8tVx2LqZnKpWmRyB"
}

resource "auth0api_role_permissions" "auditor" {
  role_id = "rol_8tVx2LqZnKpWmRyB"

  permissions {
    resource_server_identifier = "https://appointments.example.test/"
    name                       = "read:appointments"
  }
}
