# No access token lives longer than max_token_lifetime.

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

input "max_token_lifetime" {
  type        = number
  description = "The longest lifetime of an access token, in seconds."
  default     = 86400
}

resource_policy "auth0api_resource_server" "token_lifetimes" {
  enforcement_level = "mandatory"

  # Without a value, an API has the service's default.
  locals {
    lifetime = attrs.token_lifetime == null ? 86400 : attrs.token_lifetime
  }

  enforce {
    condition     = local.lifetime <= input.max_token_lifetime
    error_message = "Tokens of API ${attrs.identifier} live longer than ${input.max_token_lifetime} seconds."
  }
}
