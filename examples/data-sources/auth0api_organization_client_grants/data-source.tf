variable "organization_id" {
  description = "The ID of the organization."
  type        = string
}

# Which clients may request tokens for the organization.
data "auth0api_organization_client_grants" "acme" {
  organization_id = var.organization_id
  audience        = "https://appointments.example.test/"
}

output "clients_of_acme" {
  value = [for grant in data.auth0api_organization_client_grants.acme.client_grants : grant.client_id]
}
