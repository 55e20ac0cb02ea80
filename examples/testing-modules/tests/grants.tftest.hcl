# terraform test: applies the module to a tenant inside of the provider, asks
# that for tokens as each client would, and destroys everything.

provider "auth0api" {
  domain   = "test.example.test"
  embedded = { path = "test.tenant.db" }
}

# A check that fails, fails the run too.
run "module" {}

run "reader" {
  module {
    source = "./tests/token"
  }
  variables {
    client = run.module.clients["reader"]
  }
  assert {
    condition     = output.scopes == toset(["read:appointments"])
    error_message = "The reader gets ${join(" ", output.scopes)}."
  }
}

run "writer" {
  module {
    source = "./tests/token"
  }
  variables {
    client = run.module.clients["writer"]
  }
  assert {
    condition     = output.scopes == toset(["write:appointments"])
    error_message = "The writer gets ${join(" ", output.scopes)}."
  }
}
