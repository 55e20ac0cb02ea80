# The tenant makes the signing secret, and neither plan nor state holds it.
resource "auth0api_resource_server" "appointments" {
  identifier  = "https://appointments.example.test/"
  signing_alg = "HS256"
}

# By ID, which is known once the API exists: its identifier is known before.
ephemeral "auth0api_resource_server_signing_secret" "appointments" {
  id = auth0api_resource_server.appointments.id
}

# For a secrets manager's write-only attribute, another provider's configuration,
# or, as here, the environment of a command.
resource "terraform_data" "deployment" {
  triggers_replace = auth0api_resource_server.appointments.id

  provisioner "local-exec" {
    command = "test -n \"$SIGNING_SECRET\""
    environment = {
      SIGNING_SECRET = ephemeral.auth0api_resource_server_signing_secret.appointments.signing_secret
    }
  }
}
