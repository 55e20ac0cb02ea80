policytest {
  targets = ["../common/client-grants-required.policy.hcl"]
}

resource "auth0api_resource_server" "required" {
  attrs = {
    identifier                 = "https://orders.example.test/"
    subject_type_authorization = { user = { policy = "require_client_grant" } }
  }
}

resource "auth0api_resource_server" "no_users" {
  attrs = {
    identifier                 = "https://orders.example.test/"
    subject_type_authorization = { user = { policy = "deny_all" } }
  }
}

resource "auth0api_resource_server" "every_client" {
  expect_failure = true

  attrs = {
    identifier                 = "https://orders.example.test/"
    subject_type_authorization = { user = { policy = "allow_all" } }
  }
}

resource "auth0api_resource_server" "service_default" {
  expect_failure = true

  attrs = {
    identifier                 = "https://orders.example.test/"
    subject_type_authorization = null
  }
}
