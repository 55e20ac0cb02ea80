# For the tests only: a check that fails if the token is refused.

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

variable "organization" {
  type = string
}

check "token" {
  data "auth0api_token" "this" {
    client_id     = var.client.client_id
    client_secret = var.client.client_secret
    audience      = var.client.audience
    organization  = var.organization
  }
  assert {
    condition     = data.auth0api_token.this.expires_in > 0
    error_message = "The token has expired."
  }
}
