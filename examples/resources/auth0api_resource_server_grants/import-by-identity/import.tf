import {
  to = auth0api_resource_server_grants.appointments
  identity = {
    resource_server_identifier = "https://appointments.example.test/"
  }
}

resource "auth0api_resource_server_grants" "appointments" {
  resource_server_identifier = "https://appointments.example.test/"

  grants {
    client_id          = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
    subject_type       = "client"
    scopes             = ["read:appointments"]
    organization_usage = "allow"
  }
}
