# The tenant generates the signing secret, which is in neither a plan nor the state.
resource "auth0api_resource_server" "appointments" {
  identifier  = "https://appointments.example.test/"
  signing_alg = "HS256"
}

# The reference to the ID makes Terraform create the API first.
ephemeral "auth0api_resource_server_signing_secret" "appointments" {
  id = auth0api_resource_server.appointments.id
}

# Pass the secret to a write-only attribute of a secrets manager, to another
# provider, or, as here, to the environment of a command.
resource "terraform_data" "deployment" {
  triggers_replace = auth0api_resource_server.appointments.id

  provisioner "local-exec" {
    command = "test -n \"$SIGNING_SECRET\""
    environment = {
      SIGNING_SECRET = ephemeral.auth0api_resource_server_signing_secret.appointments.signing_secret
    }
  }
}
