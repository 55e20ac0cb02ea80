# The IDs of the roles whose names contain "audit".
data "auth0api_roles" "audit" {
  name_filter = "audit"
}

output "audit_role_ids" {
  value = { for role in data.auth0api_roles.audit.roles : role.name => role.id }
}
