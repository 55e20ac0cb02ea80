# No third-party client gets a delete scope by default.

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

resource_policy "auth0api_client_grant" "no_deleting_default_grants" {
  enforcement_level = "mandatory"
  filter            = attrs.default_for != null

  locals {
    deleting = core::try([for scope in attrs.scopes : scope if core::startswith(scope, "delete:")], [])
  }

  enforce {
    condition     = attrs.allow_all_scopes != true && core::length(local.deleting) == 0
    error_message = "Every third-party client gets a delete scope of ${attrs.audience} by default."
  }
}

resource_policy "auth0api_resource_server_grants" "no_deleting_default_grants" {
  enforcement_level = "mandatory"

  locals {
    deleting = [
      for grant in attrs.grants : grant.default_for
      if grant.default_for != null && (grant.allow_all_scopes == true || core::length(core::try(
        [for scope in grant.scopes : scope if core::startswith(scope, "delete:")], []
      )) > 0)
    ]
  }

  enforce {
    condition     = core::length(local.deleting) == 0
    error_message = "Every third-party client gets a delete scope of ${attrs.resource_server_identifier} by default."
  }
}
