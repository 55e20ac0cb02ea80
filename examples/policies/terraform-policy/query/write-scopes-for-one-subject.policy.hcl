# No client has a write scope of one API both for itself and for users. A query evaluates
# each grant by itself: the policy reads the client's other grants from the tenant. The
# service has one grant at most for a client, an API and a subject type.

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

locals {
  tenant = core::getdatasource("auth0api_client_grants", {})
}

resource_policy "auth0api_client_grant" "write_scopes_for_one_subject" {
  enforcement_level = "advisory"
  filter            = attrs.client_id != null

  locals {
    writing = [
      for grant in local.tenant.client_grants : grant.subject_type
      if grant.client_id == attrs.client_id && grant.audience == attrs.audience &&
      (grant.allow_all_scopes == true || core::length(core::try(
        [for scope in grant.scopes : scope if core::startswith(scope, "write:")], []
      )) > 0)
    ]
  }

  enforce {
    condition     = core::length(local.writing) < 2
    error_message = "Client ${attrs.client_id} has a write scope of ${attrs.audience} both for itself and for users."
  }
}
