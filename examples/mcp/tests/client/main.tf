# What an MCP client finds in the tenant.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "server" {
  description = "What the MCP server announces: its URL, and the scope of each tool."
  type = object({
    resource = string
    tools    = map(string)
  })
}

data "auth0api_tenant_settings" "this" {}

data "auth0api_resource_servers" "own" {
  is_system = false
}

data "auth0api_client_grants" "default" {
  audience     = var.server.resource
  default_for  = "third_party_clients"
  subject_type = "user"
}

locals {
  apis    = { for api in data.auth0api_resource_servers.own.resource_servers : api.identifier => api }
  defined = try([for scope in local.apis[var.server.resource].scopes : scope.name], [])
  granted = flatten([for grant in data.auth0api_client_grants.default.client_grants : grant.scopes])
}

output "resource_parameter_profile" {
  value = data.auth0api_tenant_settings.this.resource_parameter_profile
}

output "identifiers" {
  value = keys(local.apis)
}

output "undefined" {
  value = setsubtract(values(var.server.tools), local.defined)
}

output "default_grants" {
  value = data.auth0api_client_grants.default.client_grants
}

output "not_granted" {
  value = setsubtract(values(var.server.tools), local.granted)
}
