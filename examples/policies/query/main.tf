# For terraform query, of Terraform 1.14 or later: the grants of the tenant. The provider
# takes its connection from the environment: AUTH0_DOMAIN, AUTH0_CLIENT_ID,
# AUTH0_CLIENT_SECRET.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}
