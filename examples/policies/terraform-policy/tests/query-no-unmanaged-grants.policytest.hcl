policytest {
  targets = ["../query/no-unmanaged-grants.policy.hcl"]
}

inputs {
  managed_grant_ids = "cgr_desk,cgr_other"
}

data "auth0api_client_grants" "tenant" {
  attrs = {
    client_grants = [
      { id = "cgr_desk", client_id = "desk", default_for = null, audience = "https://orders.example.test/", subject_type = "client", is_system = false },
      { id = "cgr_users", client_id = "desk", default_for = null, audience = "https://orders.example.test/", subject_type = "user", is_system = false },
      { id = "cgr_default", client_id = null, default_for = "third_party_clients", audience = "https://orders.example.test/", subject_type = "user", is_system = false },
      { id = "cgr_system", client_id = "system", default_for = null, audience = "https://orders.example.test/", subject_type = "client", is_system = true },
    ]
  }
}

resource "auth0api_client_grant" "managed" {
  attrs = {
    client_id    = "desk"
    default_for  = null
    audience     = "https://orders.example.test/"
    subject_type = "client"
  }
}

resource "auth0api_client_grant" "system" {
  attrs = {
    client_id    = "system"
    default_for  = null
    audience     = "https://orders.example.test/"
    subject_type = "client"
  }
}

resource "auth0api_client_grant" "made_by_hand" {
  expect_failure = true

  attrs = {
    client_id    = "desk"
    default_for  = null
    audience     = "https://orders.example.test/"
    subject_type = "user"
  }
}

resource "auth0api_client_grant" "default_made_by_hand" {
  expect_failure = true

  attrs = {
    client_id    = null
    default_for  = "third_party_clients"
    audience     = "https://orders.example.test/"
    subject_type = "user"
  }
}
