# What an MCP server needs of the tenant: its API with a scope for each tool, clients that
# may ask for them, and another API that the server calls on behalf of its users.

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

variable "resource" {
  description = "The URL of the MCP server, as its metadata announces it, with its slash."
  type        = string
  default     = "http://127.0.0.1:3001/"
}

variable "editors" {
  description = "The client ID metadata documents of the editors that may connect."
  type        = set(string)
  default     = []
}

resource "auth0api_tenant_settings" "this" {
  # MCP clients name the API in the parameter resource.
  resource_parameter_profile                     = "compatibility"
  authorization_response_iss_parameter_supported = true
  # An editor uses its metadata document wherever the tenant advertises this, and then
  # fails unless its document is registered.
  client_id_metadata_document_supported = length(var.editors) > 0
  # Clients without a metadata document register themselves, as strict third parties.
  enable_dynamic_client_registration        = true
  dynamic_client_registration_security_mode = "strict"
}

resource "auth0api_resource_server" "mcp" {
  name       = "MCP server"
  identifier = var.resource
  # Tokens with client_id and the header typ at+jwt.
  token_dialect = "rfc9068_profile"
  # Clients may refresh their tokens.
  allow_offline_access = true
}

# A scope for each tool, see server.json.
resource "auth0api_resource_server_scopes" "mcp" {
  resource_server_identifier = auth0api_resource_server.mcp.identifier

  scopes {
    name        = "tool:whoami"
    description = "See who is logged in"
  }

  scopes {
    name        = "tool:appointments"
    description = "List your appointments"
  }
}

# What each third-party client gets that has no grant of its own. Without this grant,
# clients that register themselves reach nothing.
resource "auth0api_client_grant" "third_parties" {
  default_for  = "third_party_clients"
  audience     = auth0api_resource_server_scopes.mcp.resource_server_identifier
  subject_type = "user"
  scopes       = ["tool:whoami", "tool:appointments"]
}

resource "auth0api_client_cimd" "editor" {
  for_each           = var.editors
  external_client_id = each.key
}

# The MCP server exchanges the tokens of its users for tokens of the appointments API.
resource "auth0api_client" "mcp" {
  name                       = "MCP server"
  app_type                   = "resource_server"
  resource_server_identifier = auth0api_resource_server.mcp.identifier

  token_exchange = {
    allow_any_profile_of_type = ["on_behalf_of_token_exchange"]
  }
}

resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
  # The MCP server cannot ask its user for consent.
  skip_consent_for_verifiable_first_party_clients = true

  subject_type_authorization = {
    user = { policy = "require_client_grant" }
  }
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name = "read:appointments"
  }
}

resource "auth0api_client_grant" "mcp" {
  client_id    = auth0api_client.mcp.client_id
  audience     = auth0api_resource_server_scopes.appointments.resource_server_identifier
  subject_type = "user"
  scopes       = ["read:appointments"]
}

output "api_client" {
  description = "The credentials with which the MCP server exchanges tokens."
  value = {
    id     = auth0api_client.mcp.client_id
    secret = auth0api_client.mcp.client_secret
  }
  sensitive = true
}
