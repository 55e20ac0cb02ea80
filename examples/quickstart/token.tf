# A token for the reader, fetched under its grant and verified (signature,
# issuer, audience, expiry) before anything here sees it.

variable "reader_scopes" {
  description = "The scopes that the reader asks for. It is refused what its grant lacks."
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

# Every run fetches a token of its own, so the times in it are left out: with
# them, each plan would show a change of this output.
output "reader_claims" {
  description = "What the reader's token says."
  value       = { for name, value in data.auth0api_token.reader.claims : name => value if !contains(["iat", "exp"], name) }
}
