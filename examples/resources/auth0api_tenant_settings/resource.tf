# Settings for MCP clients, which name an API with the parameter resource, expect
# iss in authorization responses, and use client ID metadata documents.
resource "auth0api_tenant_settings" "this" {
  resource_parameter_profile                     = "compatibility"
  authorization_response_iss_parameter_supported = true
  client_id_metadata_document_supported          = true

  # Tokens per hour for each client without a quota of its own.
  default_token_quota = {
    clients = {
      client_credentials = { per_hour = 1000 }
    }
  }
}
