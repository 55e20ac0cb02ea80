# A secret of your own, which is in neither a plan nor the state. To rotate it,
# change it together with its version.
resource "auth0api_client" "reader" {
  name                   = "Appointments reader"
  client_secret_in_state = false
}

variable "reader_secret" {
  description = "The reader's secret."
  type        = string
  default     = "for-this-example-only-never-in-production"
  ephemeral   = true
}

resource "auth0api_client_credentials" "reader" {
  client_id                = auth0api_client.reader.client_id
  authentication_method    = "client_secret_post"
  client_secret_wo         = var.reader_secret
  client_secret_wo_version = 1
}
