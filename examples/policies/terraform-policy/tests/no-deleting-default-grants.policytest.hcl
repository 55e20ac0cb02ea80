policytest {
  targets = ["../common/no-deleting-default-grants.policy.hcl"]
}

resource "auth0api_client_grant" "reading" {
  attrs = {
    audience         = "https://orders.example.test/"
    default_for      = "third_party_clients"
    allow_all_scopes = false
    scopes           = ["read:orders"]
  }
}

resource "auth0api_client_grant" "own_grant" {
  attrs = {
    audience         = "https://orders.example.test/"
    client_id        = "desk"
    default_for      = null
    allow_all_scopes = null
    scopes           = ["delete:orders"]
  }
}

resource "auth0api_client_grant" "deleting" {
  expect_failure = true

  attrs = {
    audience         = "https://orders.example.test/"
    default_for      = "third_party_clients"
    allow_all_scopes = null
    scopes           = ["read:orders", "delete:orders"]
  }
}

resource "auth0api_client_grant" "all_scopes" {
  expect_failure = true

  attrs = {
    audience         = "https://orders.example.test/"
    default_for      = "third_party_clients"
    allow_all_scopes = true
    scopes           = null
  }
}

resource "auth0api_resource_server_grants" "reading" {
  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants = [
      { client_id = "desk", default_for = null, allow_all_scopes = null, scopes = ["delete:orders"] },
      { client_id = null, default_for = "third_party_clients", allow_all_scopes = null, scopes = ["read:orders"] },
    ]
  }
}

resource "auth0api_resource_server_grants" "deleting" {
  expect_failure = true

  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants = [
      { client_id = null, default_for = "third_party_clients", allow_all_scopes = null, scopes = ["delete:orders"] },
    ]
  }
}

resource "auth0api_resource_server_grants" "all_scopes" {
  expect_failure = true

  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants = [
      { client_id = null, default_for = "third_party_clients", allow_all_scopes = true, scopes = null },
    ]
  }
}
