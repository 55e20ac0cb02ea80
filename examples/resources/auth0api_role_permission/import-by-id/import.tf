import {
  to = auth0api_role_permission.read
  id = "rol_8tVx2LqZnKpWmRyB::https://appointments.example.test/::read:appointments"
}

resource "auth0api_role_permission" "read" {
  role_id                    = "rol_8tVx2LqZnKpWmRyB"
  resource_server_identifier = "https://appointments.example.test/"
  permission                 = "read:appointments"
}
