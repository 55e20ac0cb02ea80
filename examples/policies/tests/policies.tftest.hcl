# terraform test: a tenant that violates no policy, and then one for each policy, in which
# exactly that check fails.

provider "auth0api" {
  domain   = "test.example.test"
  embedded = { path = "test.tenant.db" }
}

run "tenant" {
  module {
    source = "./tests/tenant"
  }
}

run "policies" {
  variables {
    managed_grant_ids = run.tenant.grant_ids
  }
}

run "tenant_no_hs256" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "no_hs256"
  }
}

run "no_hs256" {
  variables {
    managed_grant_ids = run.tenant_no_hs256.grant_ids
  }
  expect_failures = [check.no_hs256]
}

run "tenant_token_lifetimes" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "token_lifetimes"
  }
}

run "token_lifetimes" {
  variables {
    managed_grant_ids = run.tenant_token_lifetimes.grant_ids
  }
  expect_failures = [check.token_lifetimes]
}

run "tenant_no_administrators" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "no_administrators"
  }
}

run "no_administrators" {
  variables {
    managed_grant_ids = run.tenant_no_administrators.grant_ids
  }
  expect_failures = [check.no_administrators]
}

run "tenant_write_scopes_for_one_subject" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "write_scopes_for_one_subject"
  }
}

run "write_scopes_for_one_subject" {
  variables {
    managed_grant_ids = run.tenant_write_scopes_for_one_subject.grant_ids
  }
  expect_failures = [check.write_scopes_for_one_subject]
}

run "tenant_client_grants_required" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "client_grants_required"
  }
}

run "client_grants_required" {
  variables {
    managed_grant_ids = run.tenant_client_grants_required.grant_ids
  }
  expect_failures = [check.client_grants_required]
}

run "tenant_no_unmanaged_grants" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "no_unmanaged_grants"
  }
}

run "no_unmanaged_grants" {
  variables {
    managed_grant_ids = run.tenant_no_unmanaged_grants.grant_ids
  }
  expect_failures = [check.no_unmanaged_grants]
}

run "tenant_no_deleting_default_grants" {
  module {
    source = "./tests/tenant"
  }
  variables {
    violates = "no_deleting_default_grants"
  }
}

run "no_deleting_default_grants" {
  variables {
    managed_grant_ids = run.tenant_no_deleting_default_grants.grant_ids
  }
  expect_failures = [check.no_deleting_default_grants]
}
