# The module under test: an API, and a client that can read it, in the tenant that
# AUTH0_DOMAIN names.

terraform {
  required_providers {
    auth0api = { source = "auth0api/auth0api" }
  }
}

provider "auth0api" {}

resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
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

resource "auth0api_client" "reader" {
  name = "Appointments reader"
}

resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

output "audience" {
  value = auth0api_resource_server.appointments.identifier
}

output "client_id" {
  value = auth0api_client.reader.client_id
}

output "client_secret" {
  value     = auth0api_client.reader.client_secret
  sensitive = true
}
