# The module under test: the appointments API, and two machine-to-machine clients
# with one of its scopes each.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "identifier" {
  description = "The API's identifier, which clients ask for as audience."
  type        = string
  default     = "https://appointments.example.test/"
}

resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = var.identifier
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

locals {
  granted = {
    reader = ["read:appointments"]
    writer = ["write:appointments"]
  }
}

resource "auth0api_client" "this" {
  for_each = local.granted
  name     = "Appointments ${each.key}"
}

resource "auth0api_client_grant" "this" {
  for_each  = local.granted
  client_id = auth0api_client.this[each.key].client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = each.value
}

output "clients" {
  description = "The clients' credentials, and the API that they may ask tokens for, by client."
  value = { for name, grant in auth0api_client_grant.this : name => {
    client_id     = grant.client_id
    client_secret = auth0api_client.this[name].client_secret
    audience      = grant.audience
  } }
  sensitive = true
}
