import {
  to = auth0api_tenant_settings.this
  identity = {
    id = "tenant.eu.auth0.com"
  }
}

resource "auth0api_tenant_settings" "this" {
  resource_parameter_profile = "audience"
}
