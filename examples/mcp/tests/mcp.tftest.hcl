# terraform test: applies main.tf to a tenant inside the provider, and compares what an
# MCP client would find there with what the MCP server announces in server.json.

provider "auth0api" {
  domain   = "test.example.test"
  embedded = { path = "test.tenant.db" }
}

run "module" {}

run "client" {
  module {
    source = "./tests/client"
  }

  variables {
    server = jsondecode(file("server.json"))
  }

  assert {
    condition     = output.resource_parameter_profile == "compatibility"
    error_message = "The tenant ignores the parameter resource, by which MCP clients name the API."
  }

  # Byte for byte: a slash more or less is another API.
  assert {
    condition     = contains(output.identifiers, var.server.resource)
    error_message = "No API is called ${var.server.resource}. There are: ${join(", ", output.identifiers)}."
  }

  assert {
    condition     = length(output.undefined) == 0
    error_message = "The API lacks scopes of its tools: ${join(" ", output.undefined)}."
  }

  assert {
    condition     = length(output.default_grants) == 1
    error_message = "Third-party clients have no default grant for ${var.server.resource}: those that register themselves get no token."
  }

  assert {
    condition     = length(output.not_granted) == 0
    error_message = "The default grant lacks scopes of the tools: ${join(" ", output.not_granted)}."
  }
}
