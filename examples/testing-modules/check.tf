# With each plan and apply, verify what the reader's token contains. A client that
# requests no particular scope gets every scope that it is granted.

data "auth0api_token" "reader" {
  client_id     = auth0api_client_grant.this["reader"].client_id
  client_secret = auth0api_client.this["reader"].client_secret
  audience      = auth0api_client_grant.this["reader"].audience
}

check "the_reader_may_only_read" {
  assert {
    condition     = data.auth0api_token.reader.scope == "read:appointments"
    error_message = "The reader's token has the scopes: ${data.auth0api_token.reader.scope}."
  }
}
