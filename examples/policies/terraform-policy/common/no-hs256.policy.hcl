# No API signs its access tokens with a secret that the API must know.

policy {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
  terraform_config {
    required_version = ">= 1.17.0"
  }
}

resource_policy "auth0api_resource_server" "no_hs256" {
  enforcement_level = "mandatory"

  enforce {
    condition     = attrs.signing_alg != "HS256"
    error_message = "API ${attrs.identifier} signs with HS256, whose secret it must know. Use RS256."
  }
}
