policytest {
  targets = ["../plan/write-scopes-for-one-subject.policy.hcl"]
}

resource "auth0api_client_grant" "writing_for_itself" {
  attrs = {
    client_id        = "desk"
    audience         = "https://orders.example.test/"
    subject_type     = "client"
    allow_all_scopes = null
    scopes           = ["write:orders"]
  }
}

resource "auth0api_client_grant" "reading_for_users" {
  attrs = {
    client_id        = "desk"
    audience         = "https://orders.example.test/"
    subject_type     = "user"
    allow_all_scopes = null
    scopes           = ["read:orders"]
  }
}

resource "auth0api_client_grant" "robot_for_itself" {
  skip = true

  attrs = {
    client_id        = "robot"
    audience         = "https://orders.example.test/"
    subject_type     = "client"
    allow_all_scopes = true
    scopes           = null
  }
}

resource "auth0api_client_grant" "robot_for_users" {
  expect_failure = true

  attrs = {
    client_id        = "robot"
    audience         = "https://orders.example.test/"
    subject_type     = "user"
    allow_all_scopes = null
    scopes           = ["write:orders"]
  }
}

resource "auth0api_resource_server_grants" "one_subject_each" {
  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants = [
      { client_id = "desk", subject_type = "client", allow_all_scopes = null, scopes = ["write:orders"] },
      { client_id = "desk", subject_type = "user", allow_all_scopes = null, scopes = ["read:orders"] },
      { client_id = "robot", subject_type = "user", allow_all_scopes = null, scopes = ["write:orders"] },
    ]
  }
}

resource "auth0api_resource_server_grants" "both_subjects" {
  expect_failure = true

  attrs = {
    resource_server_identifier = "https://orders.example.test/"
    grants = [
      { client_id = "desk", subject_type = "client", allow_all_scopes = null, scopes = ["write:orders"] },
      { client_id = "desk", subject_type = "user", allow_all_scopes = true, scopes = null },
    ]
  }
}
