import {
  to = auth0api_role_permission.read
  identity = {
    role_id                    = "rol_8tVx2LqZnKpWmRyB"
    resource_server_identifier = "https://appointments.example.test/"
    permission                 = "read:appointments"
  }
}

resource "auth0api_role_permission" "read" {
  role_id                    = "rol_8tVx2LqZnKpWmRyB"
  resource_server_identifier = "https://appointments.example.test/"
  permission                 = "read:appointments"
}
