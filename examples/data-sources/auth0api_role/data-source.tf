# The permissions of a role that others manage.
data "auth0api_role" "auditor" {
  name = "Auditor"
}

output "auditor_permissions" {
  value = [for permission in data.auth0api_role.auditor.permissions : "${permission.resource_server_identifier} ${permission.name}"]
}
