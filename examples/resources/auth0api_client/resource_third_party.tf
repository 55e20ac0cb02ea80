# A client of another organization, limited to what strict mode allows. It needs
# the user's consent and a grant for each API.
resource "auth0api_client" "partner" {
  name                      = "Partner portal"
  app_type                  = "regular_web"
  is_first_party            = false
  third_party_security_mode = "strict"
  redirection_policy        = "open_redirect_protection"
  grant_types               = ["authorization_code", "refresh_token"]
  callbacks                 = ["https://partner.example.test/callback"]

  client_metadata = {
    contact = "integration@partner.example.test"
  }
}
