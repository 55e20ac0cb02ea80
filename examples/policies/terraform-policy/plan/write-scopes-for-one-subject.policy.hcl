# No client has a write scope of one API both for itself and for users. The service
# has one grant at most for a client, an API and a subject type.

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

resource_policy "auth0api_client_grant" "write_scopes_for_one_subject" {
  enforcement_level = "mandatory"
  filter            = attrs.client_id != null

  locals {
    writing = [
      for grant in core::getresources("auth0api_client_grant", { client_id = attrs.client_id, audience = attrs.audience }) : grant.subject_type
      if grant.allow_all_scopes == true || core::length(core::try(
        [for scope in grant.scopes : scope if core::startswith(scope, "write:")], []
      )) > 0
    ]
  }

  enforce {
    condition     = core::length(local.writing) < 2
    error_message = "Client ${attrs.client_id} has a write scope of ${attrs.audience} both for itself and for users."
  }
}

resource_policy "auth0api_resource_server_grants" "write_scopes_for_one_subject" {
  enforcement_level = "mandatory"

  locals {
    writing = [
      for grant in attrs.grants : grant
      if grant.client_id != null && (grant.allow_all_scopes == true || core::length(core::try(
        [for scope in grant.scopes : scope if core::startswith(scope, "write:")], []
      )) > 0)
    ]
    users = [for grant in local.writing : grant.client_id if grant.subject_type == "user"]
    both  = [for grant in local.writing : grant.client_id if grant.subject_type != "user" && core::contains(local.users, grant.client_id)]
  }

  enforce {
    condition     = core::length(local.both) == 0
    error_message = "These clients have a write scope of ${attrs.resource_server_identifier} both for themselves and for users: ${core::join(", ", local.both)}."
  }
}
