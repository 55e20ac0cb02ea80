# The client with which the provider authenticates, and the scopes of the
# Management API that its resources need.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

# For the first apply, export AUTH0_DOMAIN and AUTH0_API_TOKEN, a token for the
# Management API.
provider "auth0api" {}

locals {
  # The scopes that each part of the provider needs. Remove those that you do not use.
  scopes = {
    apis = [
      "create:resource_servers",
      "read:resource_servers",
      "update:resource_servers",
      "delete:resource_servers",
    ]
    clients = [
      "create:clients",
      "read:clients",
      "update:clients",
      "delete:clients",
    ]
    grants = [
      "create:client_grants",
      "read:client_grants",
      "update:client_grants",
      "delete:client_grants",
    ]
    # For the ephemeral auth0api_client_secret, and to detect that a secret was changed.
    secrets = ["read:client_keys"]
    # For auth0api_client_credentials and auth0api_rotate_client_secret.
    credentials = [
      "update:client_keys",
      "create:client_credentials",
      "read:client_credentials",
      "update:client_credentials",
      "delete:client_credentials",
    ]
    # For the data source auth0api_signing_keys, and the actions on signing keys.
    signing_keys = [
      "read:signing_keys",
      "create:signing_keys",
      "update:signing_keys",
    ]
    # For auth0api_tenant_settings.
    tenant_settings = [
      "read:tenant_settings",
      "update:tenant_settings",
    ]
  }
}

# The Management API is a system API: the tenant itself created it.
data "auth0api_resource_servers" "system" {
  is_system = true
}

locals {
  management_api = one([for api in data.auth0api_resource_servers.system.resource_servers : api.identifier if endswith(api.identifier, "/api/v2/")])
}

resource "auth0api_client" "terraform" {
  name        = "Terraform"
  description = "Manages APIs, clients and grants"
}

resource "auth0api_client_grant" "terraform" {
  client_id = auth0api_client.terraform.client_id
  audience  = local.management_api
  scopes    = flatten(values(local.scopes))
}

output "client_id" {
  value = auth0api_client_grant.terraform.client_id
}

output "client_secret" {
  value     = auth0api_client.terraform.client_secret
  sensitive = true
}
