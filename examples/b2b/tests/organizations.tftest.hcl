# terraform test: applies the module to a tenant inside of the provider, asks for tokens as
# the partner's client would, and destroys everything.

provider "auth0api" {
  domain   = "test.example.test"
  embedded = { path = "test.tenant.db", seed = "tests/tenant.yaml" }
}

variables {
  organizations = ["org_acme000000000000"]
}

run "module" {}

run "acme" {
  module {
    source = "./tests/token"
  }
  variables {
    client       = run.module.client
    organization = "org_acme000000000000"
  }
  assert {
    condition     = output.organization == "org_acme000000000000" && output.scopes == "read:invoices"
    error_message = "The token is for ${output.organization}, and has: ${output.scopes}."
  }
}

# A refused token fails the check, and so these runs pass only if it is refused.
run "globex" {
  module {
    source = "./tests/refused"
  }
  variables {
    client       = run.module.client
    organization = "org_globex0000000000"
  }
  expect_failures = [check.token]
}

run "no_organization" {
  module {
    source = "./tests/refused"
  }
  variables {
    client       = run.module.client
    organization = null
  }
  expect_failures = [check.token]
}
