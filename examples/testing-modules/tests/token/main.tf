# For the tests only: fetches a token with a client's credentials, and verifies it
# (signature, issuer, audience, expiry).

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

data "auth0api_token" "this" {
  client_id     = var.client.client_id
  client_secret = var.client.client_secret
  audience      = var.client.audience
}

output "scopes" {
  value = toset(split(" ", data.auth0api_token.this.scope))
}
