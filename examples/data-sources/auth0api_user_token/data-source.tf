resource "auth0api_resource_server" "orders" {
  name             = "Orders"
  identifier       = "https://orders.example.test/"
  enforce_policies = true
}

resource "auth0api_resource_server_scopes" "orders" {
  resource_server_identifier = auth0api_resource_server.orders.identifier

  scopes {
    name = "read:orders"
  }
}

resource "auth0api_client" "shop" {
  name        = "Shop"
  app_type    = "regular_web"
  callbacks   = ["http://localhost:3000/callback"]
  grant_types = ["authorization_code"]
}

# What the client gets for a user whom a mock tenant has, or for any other name.
data "auth0api_user_token" "viewer" {
  user          = "viewer@example.test"
  client_id     = auth0api_client.shop.client_id
  client_secret = auth0api_client.shop.client_secret
  audience      = auth0api_resource_server_scopes.orders.resource_server_identifier
  scopes        = ["read:orders"]
}

output "granted" {
  value = data.auth0api_user_token.viewer.scope
}
