locals {
  # The same claims as in data.auth0api_token.
  claims = { scope = "read:appointments write:appointments" }
}

output "may_write" {
  value = provider::auth0api::has_scopes(local.claims, ["write:appointments"])
}

output "may_delete" {
  value = provider::auth0api::has_scopes(local.claims, ["delete:appointments"])
}
