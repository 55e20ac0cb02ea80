# A token for the reader, which the data source verifies (signature, issuer,
# audience, expiry) before it returns it.

variable "reader_scopes" {
  description = "The scopes that the reader requests. The tenant refuses a scope that was not granted."
  type        = set(string)
  default     = ["read:appointments"]
}

data "auth0api_token" "reader" {
  client_id     = auth0api_client_grant.reader.client_id
  client_secret = auth0api_client.reader.client_secret
  audience      = auth0api_client_grant.reader.audience
  signing_alg   = auth0api_resource_server.appointments.signing_alg
  scopes        = var.reader_scopes
}

# Every run fetches a new token. The output omits its times: otherwise, each plan
# would show a change.
output "reader_claims" {
  description = "The claims of the reader's token."
  value       = { for name, value in data.auth0api_token.reader.claims : name => value if !contains(["iat", "exp"], name) }
}
