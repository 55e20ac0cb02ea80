policytest {
  targets = ["../query/write-scopes-for-one-subject.policy.hcl"]
}

data "auth0api_client_grants" "tenant" {
  attrs = {
    client_grants = [
      { client_id = "desk", audience = "https://orders.example.test/", subject_type = "client", allow_all_scopes = false, scopes = ["write:orders"] },
      { client_id = "desk", audience = "https://orders.example.test/", subject_type = "user", allow_all_scopes = false, scopes = ["read:orders"] },
      { client_id = "desk", audience = "https://invoices.example.test/", subject_type = "user", allow_all_scopes = false, scopes = ["write:invoices"] },
      { client_id = "robot", audience = "https://orders.example.test/", subject_type = "client", allow_all_scopes = false, scopes = ["write:orders"] },
      { client_id = "robot", audience = "https://orders.example.test/", subject_type = "user", allow_all_scopes = true, scopes = null },
    ]
  }
}

resource "auth0api_client_grant" "one_subject" {
  attrs = {
    client_id = "desk"
    audience  = "https://orders.example.test/"
  }
}

resource "auth0api_client_grant" "both_subjects" {
  expect_failure = true

  attrs = {
    client_id = "robot"
    audience  = "https://orders.example.test/"
  }
}
