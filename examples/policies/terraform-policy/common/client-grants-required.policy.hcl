# A client needs a grant to get the scopes of an API for its users.

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

resource_policy "auth0api_resource_server" "client_grants_required" {
  enforcement_level = "mandatory"

  # An API without a policy for users permits every client.
  enforce {
    condition     = core::try(core::contains(["require_client_grant", "deny_all"], attrs.subject_type_authorization.user.policy), false)
    error_message = "Any client gets all scopes of API ${attrs.identifier} for its users. Set subject_type_authorization.user.policy to require_client_grant."
  }
}
