# For the tests only: a tenant that violates one policy, or none.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "violates" {
  description = "The name of the check to violate."
  type        = string
  default     = ""
}

data "auth0api_resource_servers" "system" {
  is_system = true
}

locals {
  management = one([for api in data.auth0api_resource_servers.system.resource_servers : api if endswith(api.identifier, "/api/v2/")])
  all        = [for scope in local.management.scopes : scope.name]
}

resource "auth0api_resource_server" "orders" {
  name           = "Orders"
  identifier     = "https://orders.example.test/"
  signing_alg    = var.violates == "no_hs256" ? "HS256" : "RS256"
  token_lifetime = var.violates == "token_lifetimes" ? 86401 : 3600

  subject_type_authorization = {
    client = { policy = "require_client_grant" }
    user   = { policy = var.violates == "client_grants_required" ? "allow_all" : "require_client_grant" }
  }
}

resource "auth0api_resource_server_scopes" "orders" {
  resource_server_identifier = auth0api_resource_server.orders.identifier

  dynamic "scopes" {
    for_each = ["read:orders", "write:orders", "delete:orders"]
    content {
      name = scopes.value
    }
  }
}

resource "auth0api_client" "desk" {
  name = "Front desk"
}

resource "auth0api_resource_server_grants" "orders" {
  resource_server_identifier = auth0api_resource_server_scopes.orders.resource_server_identifier

  grants {
    client_id = auth0api_client.desk.client_id
    scopes    = ["read:orders", "write:orders"]
  }

  grants {
    client_id    = auth0api_client.desk.client_id
    subject_type = "user"
    scopes       = var.violates == "write_scopes_for_one_subject" ? ["read:orders", "write:orders"] : ["read:orders"]
  }

  grants {
    default_for  = "third_party_clients"
    subject_type = "user"
    scopes       = var.violates == "no_deleting_default_grants" ? ["delete:orders"] : ["read:orders"]
  }
}

resource "auth0api_client_grant" "management" {
  client_id = auth0api_client.desk.client_id
  audience  = local.management.identifier
  scopes    = var.violates == "no_administrators" ? local.all : ["read:clients"]
}

# The IDs of the grants that are managed: without one of them, it is a grant that no
# configuration made.
output "grant_ids" {
  value = concat(values(auth0api_resource_server_grants.orders.grant_ids), var.violates == "no_unmanaged_grants" ? [] : [auth0api_client_grant.management.id])
}
