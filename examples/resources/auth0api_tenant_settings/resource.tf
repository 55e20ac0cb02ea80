# What MCP clients need of a tenant: they name an API by resource, expect iss in
# authorization responses, and look for client ID metadata documents.
resource "auth0api_tenant_settings" "this" {
  resource_parameter_profile                     = "compatibility"
  authorization_response_iss_parameter_supported = true
  client_id_metadata_document_supported          = true

  # A quota that no client exceeds by mistake.
  default_token_quota = {
    clients = {
      client_credentials = { per_hour = 1000 }
    }
  }
}
