resource "auth0api_resource_server" "appointments" {
  name        = "Appointments"
  identifier  = "https://appointments.example.test/"
  signing_alg = "RS256"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name = "read:appointments"
  }
}

resource "auth0api_client" "reader" {
  name = "Appointments reader"
}

resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

# The references to the grant make Terraform create it before it fetches the token.
data "auth0api_token" "reader" {
  client_id     = auth0api_client_grant.reader.client_id
  client_secret = auth0api_client.reader.client_secret
  audience      = auth0api_client_grant.reader.audience
  signing_alg   = auth0api_resource_server.appointments.signing_alg
  scopes        = ["read:appointments"]
}

output "granted" {
  value = data.auth0api_token.reader.scope
}
