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

resource "auth0api_role" "planner" {
  name = "Planner"
}

# The identifier is taken from the scopes, not from the API itself: a permission is
# a scope that exists.
resource "auth0api_role_permissions" "planner" {
  role_id = auth0api_role.planner.id

  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.appointments.resource_server_identifier
    name                       = "read:appointments"
  }

  permissions {
    resource_server_identifier = auth0api_resource_server_scopes.appointments.resource_server_identifier
    name                       = "write:appointments"
  }
}
