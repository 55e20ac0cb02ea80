policytest {
  targets = ["../common/no-hs256.policy.hcl"]
}

resource "auth0api_resource_server" "rs256" {
  attrs = {
    identifier  = "https://orders.example.test/"
    signing_alg = "RS256"
  }
}

resource "auth0api_resource_server" "service_default" {
  attrs = {
    identifier  = "https://orders.example.test/"
    signing_alg = null
  }
}

resource "auth0api_resource_server" "hs256" {
  expect_failure = true

  attrs = {
    identifier  = "https://orders.example.test/"
    signing_alg = "HS256"
  }
}
