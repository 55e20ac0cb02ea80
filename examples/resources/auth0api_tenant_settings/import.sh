terraform import auth0api_tenant_settings.this 'tenant.eu.auth0.com'
