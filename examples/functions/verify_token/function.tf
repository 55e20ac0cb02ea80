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

data "auth0api_jwks" "tenant" {}

variable "issuer" {
  description = "The tenant's issuer: its URL, with the slash at the end."
  type        = string
}

locals {
  claims = provider::auth0api::verify_token(
    data.auth0api_token.reader.access_token,
    data.auth0api_jwks.tenant.json,
    var.issuer,
    auth0api_resource_server.appointments.identifier,
  )
}

output "client" {
  value = nonsensitive(local.claims.azp)
}
