# The module under test: an API, and the client of a partner, which gets tokens only for
# the organizations that the partner works for.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

variable "organizations" {
  description = "The IDs of the organizations that the partner works for."
  type        = set(string)
}

resource "auth0api_resource_server" "invoices" {
  name       = "Invoices"
  identifier = "https://invoices.example.test/"
}

resource "auth0api_resource_server_scopes" "invoices" {
  resource_server_identifier = auth0api_resource_server.invoices.identifier

  scopes {
    name = "read:invoices"
  }
}

resource "auth0api_client" "partner" {
  name = "Partner"
}

# Without an organization, the client gets no token.
resource "auth0api_client_grant" "partner" {
  client_id          = auth0api_client.partner.client_id
  audience           = auth0api_resource_server_scopes.invoices.resource_server_identifier
  scopes             = ["read:invoices"]
  organization_usage = "require"
}

resource "auth0api_organization_client_grant" "partner" {
  for_each        = var.organizations
  organization_id = each.key
  grant_id        = auth0api_client_grant.partner.id
}

output "client" {
  description = "The partner's client, and the API that it calls."
  value = {
    client_id     = auth0api_client.partner.client_id
    client_secret = auth0api_client.partner.client_secret
    audience      = auth0api_client_grant.partner.audience
  }
  sensitive  = true
  depends_on = [auth0api_organization_client_grant.partner]
}
