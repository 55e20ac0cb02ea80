policytest {
  targets = ["../plan/no-unmanaged-grants.policy.hcl"]
}

resource "auth0api_resource_server_grants" "orders" {
  skip = true

  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants                     = []
  }
}

resource "auth0api_resource_server" "with_a_set" {
  attrs = {
    identifier = "https://orders.example.test/"
  }
}

resource "auth0api_resource_server" "without_a_set" {
  expect_failure = true

  attrs = {
    identifier = "https://invoices.example.test/"
  }
}
