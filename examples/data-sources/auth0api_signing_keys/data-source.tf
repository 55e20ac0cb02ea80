data "auth0api_signing_keys" "tenant" {}

output "current_key" {
  value = one([for key in data.auth0api_signing_keys.tenant.signing_keys : key.kid if key.current])
}
