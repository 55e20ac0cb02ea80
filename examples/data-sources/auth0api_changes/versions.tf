terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}
