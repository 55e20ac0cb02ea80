# For the tests only: logs a user in, and fetches the token that the client gets for the
# user, who is asked for both scopes. The token is verified: signature, issuer, audience,
# expiry.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "client" {
  type = object({
    client_id     = string
    client_secret = string
    audience      = string
  })
}

variable "user" {
  type = string
}

data "auth0api_user_token" "this" {
  user          = var.user
  client_id     = var.client.client_id
  client_secret = var.client.client_secret
  audience      = var.client.audience
  scopes        = ["read:orders", "write:orders"]
}

output "scopes" {
  description = "The scopes of the token."
  value       = toset(compact(split(" ", data.auth0api_user_token.this.scope)))
}

output "permissions" {
  description = "All of the user's permissions for the API, requested or not."
  value       = toset(data.auth0api_user_token.this.claims.permissions)
}
