# Every API has a set of all its grants. The plan of a set shows a grant that no
# configuration made as a removal.

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

resource_policy "auth0api_resource_server" "no_unmanaged_grants" {
  enforcement_level = "mandatory"

  locals {
    sets = core::getresources("auth0api_resource_server_grants", { resource_server_identifier = attrs.identifier })
  }

  enforce {
    condition     = core::length(local.sets) > 0
    error_message = "API ${attrs.identifier} may have grants that no configuration made. Manage its grants with auth0api_resource_server_grants."
  }
}
