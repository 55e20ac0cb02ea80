# A machine-to-machine client, whose secret is in the state.
resource "auth0api_client" "reader" {
  name        = "Appointments reader"
  description = "Shows the calendar"
}

# One whose secret is not: whoever needs it reads it with the ephemeral resource
# auth0api_client_secret.
resource "auth0api_client" "writer" {
  name                   = "Appointments writer"
  description            = "Books on behalf of the front desk"
  client_secret_in_state = false
}

# A single-page application, for users.
resource "auth0api_client" "calendar" {
  name                = "Calendar"
  app_type            = "spa"
  grant_types         = ["authorization_code", "refresh_token"]
  callbacks           = ["https://calendar.example.test/callback"]
  allowed_logout_urls = ["https://calendar.example.test/"]
  web_origins         = ["https://calendar.example.test"]

  refresh_token = {
    rotation_type   = "rotating"
    expiration_type = "expiring"
  }
}
