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
  scopes        = var.reader_scopes
}

output "reader_claims" {
  description = "What the reader's token says."
  value       = data.auth0api_token.reader.claims
}

output "reader_header" {
  description = "How the reader's token is signed: algorithm and key id."
  value       = data.auth0api_token.reader.header
}
