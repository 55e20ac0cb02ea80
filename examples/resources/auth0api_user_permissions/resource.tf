resource "auth0api_resource_server" "appointments" {
  name             = "Appointments"
  identifier       = "https://appointments.example.test/"
  enforce_policies = true
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name = "read:appointments"
  }

  scopes {
    name = "write:appointments"
  }
}

resource "auth0api_user_permissions" "service" {
  user_id = "auth0|service"

  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.appointments.resource_server_identifier
    name                       = "read:appointments"
  }
}
