# The appointments API with two scopes, and two machine-to-machine clients with one
# of the scopes each.

terraform {
  required_providers {
    auth0api = {
      source = "auth0api/auth0api"
    }
  }
}

# The tenant and its credentials come from AUTH0_DOMAIN, AUTH0_CLIENT_ID and
# AUTH0_CLIENT_SECRET.
provider "auth0api" {}

resource "auth0api_resource_server" "appointments" {
  name        = "Appointments"
  identifier  = "https://appointments.example.test/"
  signing_alg = "RS256"
}

resource "auth0api_resource_server_scopes" "appointments" {
  resource_server_identifier = auth0api_resource_server.appointments.identifier

  scopes {
    name        = "read:appointments"
    description = "See appointments"
  }

  scopes {
    name        = "write:appointments"
    description = "Make, move and cancel appointments"
  }
}

resource "auth0api_client" "reader" {
  name        = "Appointments reader"
  description = "Shows the calendar"
  app_type    = "non_interactive"
  grant_types = ["client_credentials"]
}

resource "auth0api_client" "writer" {
  name        = "Appointments writer"
  description = "Books on behalf of the front desk"
  app_type    = "non_interactive"
  grant_types = ["client_credentials"]
}

# The audience comes from the scopes rather than from the API, so that Terraform
# creates the scopes before the grant.
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["read:appointments"]
}

resource "auth0api_client_grant" "writer" {
  client_id = auth0api_client.writer.client_id
  audience  = auth0api_resource_server_scopes.appointments.resource_server_identifier
  scopes    = ["write:appointments"]
}
