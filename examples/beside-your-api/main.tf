# The API, a client that can read, and a client that can write, in the tenant that
# AUTH0_DOMAIN names.

terraform {
  required_providers {
    auth0api = { source = "auth0api/auth0api" }
  }
}

provider "auth0api" {}

resource "auth0api_resource_server" "appointments" {
  name           = "Appointments"
  identifier     = "https://appointments.example.test/"
  token_lifetime = 3600
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

resource "auth0api_client" "app" {
  for_each = { reader = "read:appointments", writer = "write:appointments" }
  name     = "Appointments ${each.key}"
}

resource "auth0api_client_grant" "app" {
  for_each  = { reader = "read:appointments", writer = "write:appointments" }
  client_id = auth0api_client.app[each.key].client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = [each.value]
}

output "clients" {
  value     = { for name, app in auth0api_client.app : name => { id = app.client_id, secret = app.client_secret } }
  sensitive = true
}
