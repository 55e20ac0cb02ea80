# For the tests only: fetches a token for an organization, and verifies it.

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

data "auth0api_token" "this" {
  client_id     = var.client.client_id
  client_secret = var.client.client_secret
  audience      = var.client.audience
  organization  = var.organization
}

output "organization" {
  description = "The organization that the token is for."
  value       = data.auth0api_token.this.claims.org_id
}

output "scopes" {
  value = data.auth0api_token.this.scope
}
