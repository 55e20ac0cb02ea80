resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name = "read:appointments"
  }
}

resource "auth0api_client" "reader" {
  name                   = "Appointments reader"
  client_secret_in_state = false
}

resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

ephemeral "auth0api_client_secret" "reader" {
  client_id = auth0api_client_grant.reader.client_id
}

# Shows what the client is granted, without storing its secret or the token.
ephemeral "auth0api_token" "reader" {
  client_id     = auth0api_client_grant.reader.client_id
  client_secret = ephemeral.auth0api_client_secret.reader.client_secret
  audience      = auth0api_client_grant.reader.audience

  lifecycle {
    postcondition {
      condition     = self.scope == "read:appointments"
      error_message = "The reader gets other scopes than read:appointments."
    }
  }
}
