# The module under test: an API whose tokens carry what the user's roles permit, two
# roles, the users who have them, and the client that users log in to.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "roles" {
  description = "The scopes that each role permits, by the name of the role."
  type        = map(set(string))
  default = {
    Editor = ["read:orders", "write:orders"]
    Viewer = ["read:orders"]
  }
}

variable "members" {
  description = "The roles that each user has, by the ID of the user."
  type        = map(set(string))
  default     = {}
}

resource "auth0api_resource_server" "orders" {
  name             = "Orders"
  identifier       = "https://orders.example.test/"
  enforce_policies = true
  token_dialect    = "access_token_authz"
}

resource "auth0api_resource_server_scopes" "orders" {
  resource_server_identifier = auth0api_resource_server.orders.identifier

  scopes {
    name = "read:orders"
  }

  scopes {
    name = "write:orders"
  }
}

resource "auth0api_role" "this" {
  for_each = var.roles
  name     = each.key
}

resource "auth0api_role_permissions" "this" {
  for_each = var.roles
  role_id  = auth0api_role.this[each.key].id

  dynamic "permissions" {
    for_each = each.value
    content {
      resource_server_identifier = auth0api_resource_server_scopes.orders.resource_server_identifier
      name                       = permissions.value
    }
  }
}

resource "auth0api_user_roles" "this" {
  for_each = var.members
  user_id  = each.key
  roles    = [for name in each.value : auth0api_role.this[name].id]
}

resource "auth0api_client" "shop" {
  name        = "Shop"
  app_type    = "regular_web"
  callbacks   = ["http://localhost:3000/callback"]
  grant_types = ["authorization_code"]
}

output "client" {
  description = "The client that users log in to, and the API that it calls."
  value = {
    client_id     = auth0api_client.shop.client_id
    client_secret = auth0api_client.shop.client_secret
    audience      = auth0api_resource_server_scopes.orders.resource_server_identifier
  }
  sensitive = true

  # A token that is fetched with this has what the roles permit.
  depends_on = [auth0api_role_permissions.this, auth0api_user_roles.this]
}
