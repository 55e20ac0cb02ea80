policytest {
  targets = ["../common/no-administrators.policy.hcl"]
}

data "auth0api_resource_server" "management" {
  attrs = {
    identifier = "https://tenant.example.test/api/v2/"
    scopes     = [{ name = "read:clients", description = null }, { name = "update:clients", description = null }]
  }
}

resource "auth0api_client_grant" "some_scopes" {
  attrs = {
    client_id = "desk"
    audience  = "https://tenant.example.test/api/v2/"
    scopes    = ["read:clients"]
  }
}

resource "auth0api_client_grant" "no_scopes" {
  attrs = {
    client_id = "desk"
    audience  = "https://tenant.example.test/api/v2/"
    scopes    = null
  }
}

resource "auth0api_client_grant" "other_api" {
  attrs = {
    client_id = "desk"
    audience  = "https://orders.example.test/"
    scopes    = ["read:clients", "update:clients"]
  }
}

resource "auth0api_client_grant" "all_scopes" {
  expect_failure = true

  attrs = {
    client_id = "desk"
    audience  = "https://tenant.example.test/api/v2/"
    scopes    = ["update:clients", "read:clients"]
  }
}

resource "auth0api_resource_server_grants" "some_scopes" {
  attrs = {
    resource_server_identifier = "https://tenant.example.test/api/v2/"
    grants                     = [{ client_id = "desk", scopes = ["read:clients"] }]
  }
}

resource "auth0api_resource_server_grants" "all_scopes" {
  expect_failure = true

  attrs = {
    resource_server_identifier = "https://tenant.example.test/api/v2/"
    grants = [
      { client_id = "desk", scopes = ["read:clients"] },
      { client_id = "robot", scopes = ["read:clients", "update:clients"] },
    ]
  }
}
