resource "auth0api_resource_server" "appointments" {
  name       = "Appointments"
  identifier = "https://appointments.example.test/"
}

resource "auth0api_client" "reader" {
  name = "Appointments reader"
}

resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server.appointments.identifier
  scopes    = []
}

data "auth0api_token" "reader" {
  client_id     = auth0api_client_grant.reader.client_id
  client_secret = auth0api_client.reader.client_secret
  audience      = auth0api_client_grant.reader.audience
}

# The result is sensitive, because the token is. The algorithm is not a secret.
output "algorithm" {
  value = nonsensitive(provider::auth0api::decode_token(data.auth0api_token.reader.access_token).header.alg)
}
