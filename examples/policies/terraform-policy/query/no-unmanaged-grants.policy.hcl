# No grant that a query finds is missing among the managed grants. A query evaluates each
# grant as a configuration, without computed attributes such as id: the policy reads them
# from the list of all grants.

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

input "managed_grant_ids" {
  type        = string
  description = "The IDs of all grants that a configuration manages, separated by commas."
}

locals {
  tenant = core::getdatasource("auth0api_client_grants", {})
}

resource_policy "auth0api_client_grant" "no_unmanaged_grants" {
  enforcement_level = "advisory"

  locals {
    managed = core::split(",", input.managed_grant_ids)
    unmanaged = [
      for grant in local.tenant.client_grants : grant.id
      if grant.audience == attrs.audience && grant.subject_type == attrs.subject_type &&
      grant.client_id == attrs.client_id && grant.default_for == attrs.default_for &&
      !grant.is_system && !core::contains(local.managed, grant.id)
    ]
  }

  enforce {
    condition     = core::length(local.unmanaged) == 0
    error_message = "No configuration manages grant ${core::join(", ", local.unmanaged)} of ${attrs.client_id == null ? attrs.default_for : attrs.client_id} for ${attrs.audience}."
  }
}
