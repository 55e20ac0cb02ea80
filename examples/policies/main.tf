# Policies for a tenant, as check blocks: each plan and apply warns of what violates
# one, and terraform test fails. They read the whole tenant, so that they also find
# what no configuration made. Copy the file, or call the folder as a module.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "max_token_lifetime" {
  description = "The longest lifetime of an access token, in seconds."
  type        = number
  default     = 86400
}

variable "managed_grant_ids" {
  description = "The IDs of all grants that a configuration manages, or null to leave the policy out."
  type        = set(string)
  default     = null
}

data "auth0api_resource_servers" "all" {}

data "auth0api_client_grants" "all" {}

locals {
  apis   = [for api in data.auth0api_resource_servers.all.resource_servers : api if !api.is_system]
  system = [for api in data.auth0api_resource_servers.all.resource_servers : api if api.is_system]
  grants = [for grant in data.auth0api_client_grants.all.client_grants : grant if !grant.is_system]

  hs256 = [for api in local.apis : api.identifier if api.signing_alg == "HS256"]

  long_lived = [for api in local.apis : api.identifier if api.token_lifetime > var.max_token_lifetime]

  management_scopes = flatten([for api in local.system : [for scope in api.scopes : scope.name] if endswith(api.identifier, "/api/v2/")])
  administrators = [
    for grant in local.grants : grant.client_id
    if endswith(grant.audience, "/api/v2/") && length(setsubtract(local.management_scopes, coalesce(grant.scopes, []))) == 0
  ]

  writers = {
    for subject in ["client", "user"] : subject => toset([
      for grant in local.grants : "${grant.client_id} on ${grant.audience}"
      if grant.client_id != null && grant.subject_type == subject && anytrue(concat([grant.allow_all_scopes], [for scope in coalesce(grant.scopes, []) : startswith(scope, "write:")]))
    ])
  }

  # What an API leaves out is the service's default: allow_all for users.
  open = [
    for api in local.apis : api.identifier
    if !contains(["require_client_grant", "deny_all"], try(api.subject_type_authorization.user.policy, "allow_all"))
  ]

  unmanaged = [
    for grant in local.grants : "${coalesce(grant.client_id, grant.default_for)} on ${grant.audience} (${grant.id})"
    if var.managed_grant_ids != null && !contains(coalesce(var.managed_grant_ids, []), grant.id)
  ]

  deleting_defaults = [
    for grant in local.grants : grant.audience
    if grant.default_for != null && anytrue(concat([grant.allow_all_scopes], [for scope in coalesce(grant.scopes, []) : startswith(scope, "delete:")]))
  ]
}

check "no_hs256" {
  assert {
    condition     = length(local.hs256) == 0
    error_message = "These APIs sign with HS256, whose secret each API must know: ${join(", ", local.hs256)}."
  }
}

check "token_lifetimes" {
  assert {
    condition     = length(local.long_lived) == 0
    error_message = "Tokens of these APIs live longer than ${var.max_token_lifetime} seconds: ${join(", ", local.long_lived)}."
  }
}

check "no_administrators" {
  assert {
    condition     = length(local.administrators) == 0
    error_message = "These clients have all scopes of the Management API: ${join(", ", local.administrators)}."
  }
}

check "write_scopes_for_one_subject" {
  assert {
    condition     = length(setintersection(local.writers.client, local.writers.user)) == 0
    error_message = "These clients have a write scope both for themselves and for users: ${join(", ", setintersection(local.writers.client, local.writers.user))}."
  }
}

check "client_grants_required" {
  assert {
    condition     = length(local.open) == 0
    error_message = "Any client gets all scopes of these APIs for its users: ${join(", ", local.open)}."
  }
}

check "no_unmanaged_grants" {
  assert {
    condition     = length(local.unmanaged) == 0
    error_message = "No configuration manages these grants: ${join(", ", local.unmanaged)}."
  }
}

check "no_deleting_default_grants" {
  assert {
    condition     = length(local.deleting_defaults) == 0
    error_message = "Every third-party client gets a delete scope of these APIs: ${join(", ", local.deleting_defaults)}."
  }
}
