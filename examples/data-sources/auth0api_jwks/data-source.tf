# For a gateway that verifies tokens with a file.
data "auth0api_jwks" "tenant" {}

output "jwks" {
  value = data.auth0api_jwks.tenant.json
}
