resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_client" "billing" {
  name = "Billing"
}

resource "auth0api_client_grant" "billing" {
  client_id          = auth0api_client.billing.client_id
  audience           = auth0api_resource_server.appointments.identifier
  scopes             = []
  organization_usage = "require"
}

variable "organization_id" {
  description = "The ID of the organization."
  type        = string
}

resource "auth0api_organization_client_grant" "billing" {
  organization_id = var.organization_id
  grant_id        = auth0api_client_grant.billing.id
}
