import {
  to = auth0api_user_permissions.billing
  id = "auth0|billing"
}

resource "auth0api_user_permissions" "billing" {
  user_id = "auth0|billing"

  permissions {
    resource_server_identifier = "https://appointments.example.test/"
    name                       = "read:appointments"
  }
}
