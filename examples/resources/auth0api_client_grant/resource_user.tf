# Access on behalf of users. The API requires a grant for it, and supports rich
# authorization requests.
resource "auth0api_resource_server" "payments" {
  name       = "Payments"
  identifier = "https://grant-payments.example.test/"

  subject_type_authorization = {
    user = { policy = "require_client_grant" }
  }
  authorization_details = [{ type = "payment" }]
}

resource "auth0api_resource_server_scopes" "payments" {
  resource_server_identifier = auth0api_resource_server.payments.identifier

  scopes {
    name = "create:payments"
  }
}

resource "auth0api_client" "shop" {
  name        = "Shop"
  app_type    = "regular_web"
  grant_types = ["authorization_code", "refresh_token"]
  callbacks   = ["https://shop.example.test/callback"]
}

resource "auth0api_client_grant" "shop" {
  client_id                   = auth0api_client.shop.client_id
  audience                    = auth0api_resource_server_scopes.payments.resource_server_identifier
  subject_type                = "user"
  scopes                      = ["create:payments"]
  authorization_details_types = ["payment"]
}

# What every third-party client may do that has no grant of its own.
resource "auth0api_client_grant" "third_parties" {
  default_for  = "third_party_clients"
  audience     = auth0api_resource_server_scopes.payments.resource_server_identifier
  subject_type = "user"
  scopes       = ["create:payments"]
}
