# A machine-to-machine client. The state contains its secret.
resource "auth0api_client" "reader" {
  name        = "Appointments reader"
  description = "Shows the calendar"
}

# The state does not contain this client's secret. The ephemeral resource
# auth0api_client_secret reads it where it is needed.
resource "auth0api_client" "writer" {
  name                   = "Appointments writer"
  description            = "Books on behalf of the front desk"
  client_secret_in_state = false
}
