policytest {
  targets = ["../common/token-lifetimes.policy.hcl"]
}

resource "auth0api_resource_server" "at_the_limit" {
  attrs = {
    identifier     = "https://orders.example.test/"
    token_lifetime = 86400
  }
}

resource "auth0api_resource_server" "over_the_limit" {
  expect_failure = true

  attrs = {
    identifier     = "https://orders.example.test/"
    token_lifetime = 86401
  }
}

resource "auth0api_resource_server" "service_default_over_the_limit" {
  expect_failure = true

  attrs = {
    identifier     = "https://orders.example.test/"
    token_lifetime = null
  }

  inputs {
    max_token_lifetime = 3600
  }
}
