data "auth0api_tenant_settings" "this" {}

output "takes_the_resource_parameter" {
  value = data.auth0api_tenant_settings.this.resource_parameter_profile == "compatibility"
}
