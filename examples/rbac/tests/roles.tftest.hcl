# terraform test: applies the module to a tenant inside of the provider, logs three
# users in, and destroys everything.

provider "auth0api" {
  domain   = "test.example.test"
  embedded = { path = "test.tenant.db", seed = "tests/tenant.yaml" }
}

variables {
  members = {
    "auth0|erin"   = ["Editor"]
    "auth0|victor" = ["Viewer"]
  }
}

run "module" {}

run "editor" {
  module {
    source = "./tests/token"
  }
  variables {
    client = run.module.client
    user   = "erin@example.test"
  }
  assert {
    condition     = output.scopes == toset(["read:orders", "write:orders"])
    error_message = "The editor's token has: ${join(" ", output.scopes)}."
  }
}

run "viewer" {
  module {
    source = "./tests/token"
  }
  variables {
    client = run.module.client
    user   = "victor@example.test"
  }
  assert {
    condition     = output.scopes == toset(["read:orders"])
    error_message = "The viewer's token has: ${join(" ", output.scopes)}."
  }
}

run "user_without_a_role" {
  module {
    source = "./tests/token"
  }
  variables {
    client = run.module.client
    user   = "nora@example.test"
  }
  assert {
    condition     = length(output.scopes) == 0 && length(output.permissions) == 0
    error_message = "Without a role, the token has: ${join(" ", output.scopes)}."
  }
}
