# No client has all scopes of the Management API.

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

resource_policy "auth0api_client_grant" "no_administrators" {
  enforcement_level = "mandatory"
  filter            = core::endswith(attrs.audience, "/api/v2/")

  locals {
    management = core::getdatasource("auth0api_resource_server", { identifier = attrs.audience })
    missing = [
      for scope in local.management.scopes : scope.name
      if !core::try(core::contains(attrs.scopes, scope.name), false)
    ]
  }

  enforce {
    condition     = core::length(local.missing) > 0
    error_message = "Client ${attrs.client_id} has all scopes of the Management API. List only those that it needs."
  }
}

resource_policy "auth0api_resource_server_grants" "no_administrators" {
  enforcement_level = "mandatory"
  filter            = core::endswith(attrs.resource_server_identifier, "/api/v2/")

  locals {
    management = core::getdatasource("auth0api_resource_server", { identifier = attrs.resource_server_identifier })
    administrators = [
      for grant in attrs.grants : grant.client_id
      if core::length([
        for scope in local.management.scopes : scope.name
        if !core::try(core::contains(grant.scopes, scope.name), false)
      ]) == 0
    ]
  }

  enforce {
    condition     = core::length(local.administrators) == 0
    error_message = "These clients have all scopes of the Management API: ${core::join(", ", local.administrators)}."
  }
}
