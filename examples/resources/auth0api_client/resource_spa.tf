# A single-page application: a public client, with refresh tokens that are
# replaced on each use and expire after 30 days, or 15 days without being used.
resource "auth0api_client" "calendar" {
  name                       = "Calendar"
  app_type                   = "spa"
  token_endpoint_auth_method = "none"
  grant_types                = ["authorization_code", "refresh_token"]
  callbacks                  = ["https://calendar.example.test/callback"]
  allowed_logout_urls        = ["https://calendar.example.test/"]
  web_origins                = ["https://calendar.example.test"]
  oidc_conformant            = true

  jwt_configuration = {
    alg                 = "RS256"
    lifetime_in_seconds = 3600
  }

  refresh_token = {
    rotation_type       = "rotating"
    expiration_type     = "expiring"
    token_lifetime      = 2592000
    idle_token_lifetime = 1296000
    leeway              = 10
  }
}
