resource "auth0api_client" "reader" {
  name                   = "Appointments reader"
  client_secret_in_state = false
}

ephemeral "auth0api_client_secret" "reader" {
  client_id = auth0api_client.reader.client_id
}

# Pass the secret to a write-only attribute of a secrets manager, to another
# provider, or, as here, to the environment of a command.
resource "terraform_data" "deployment" {
  triggers_replace = auth0api_client.reader.client_id

  provisioner "local-exec" {
    command = "test -n \"$CLIENT_SECRET\""
    environment = {
      CLIENT_SECRET = ephemeral.auth0api_client_secret.reader.client_secret
    }
  }
}
