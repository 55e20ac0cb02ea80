# Lists the APIs, scopes, clients and client grants of a tenant as import blocks, for
# docs/guides/importing.md. It changes nothing in the tenant.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

# The tenant and its credentials come from AUTH0_DOMAIN, AUTH0_CLIENT_ID and
# AUTH0_CLIENT_SECRET.
provider "auth0api" {}

data "auth0api_resource_servers" "all" {
  is_system = false
}

data "auth0api_clients" "all" {
  is_global = false
}

data "auth0api_client_grants" "all" {}

locals {
  apis    = data.auth0api_resource_servers.all.resource_servers
  clients = data.auth0api_clients.all.clients
  grants  = data.auth0api_client_grants.all.client_grants

  # The name of a resource is the name of its object in lower case, with "_" for all
  # characters other than letters and digits, and before a digit at the start.
  api_names    = { for api in local.apis : api.identifier => replace(replace(lower(coalesce(api.name, api.identifier)), "/[^a-z0-9]+/", "_"), "/^([0-9])/", "_$1") }
  client_names = { for client in local.clients : client.client_id => replace(replace(lower(client.name), "/[^a-z0-9]+/", "_"), "/^([0-9])/", "_$1") }

  addresses = concat(
    [for api in local.apis : { to = "auth0api_resource_server.${local.api_names[api.identifier]}", id = api.id }],
    [for api in local.apis : { to = "auth0api_resource_server_scopes.${local.api_names[api.identifier]}", id = api.identifier } if length(api.scopes) > 0],
    [for client in local.clients : { to = "auth0api_client.${local.client_names[client.client_id]}", id = client.client_id }],
    [for grant in local.grants : {
      to = "auth0api_client_grant.${try(local.client_names[grant.client_id], "default")}_${try(local.api_names[grant.audience], "system_api")}"
      id = grant.id
    }],
  )

  # Of several objects with the same name, the second gets the suffix "-2".
  ids = { for address in local.addresses : address.to => address.id... }
  imports = flatten([for to, ids in local.ids : [for index, id in ids : {
    to = index == 0 ? to : "${to}-${index + 1}"
    id = id
  }]])
}

output "imports" {
  description = "An import block for each object."
  value       = join("\n", [for object in local.imports : "import {\n  to = ${object.to}\n  id = ${replace(replace(jsonencode(object.id), "$${", "$$${"), "%%{", "%%%{")}\n}\n"])
}
