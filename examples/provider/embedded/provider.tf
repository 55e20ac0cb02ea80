terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

# A mock tenant inside the provider, stored in a file.
provider "auth0api" {
  embedded = { path = "tenant.db" }
}

data "auth0api_jwks" "tenant" {}

output "keys" {
  description = "The IDs of the keys that sign this tenant's tokens."
  value       = data.auth0api_jwks.tenant.keys[*].kid
}
