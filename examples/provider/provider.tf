terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

# The tenant and its credentials come from AUTH0_DOMAIN, AUTH0_CLIENT_ID and
# AUTH0_CLIENT_SECRET.
provider "auth0api" {}
