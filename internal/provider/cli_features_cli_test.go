package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// A module that uses the provider can be tested without any tenant: the CLI makes up what
// the provider computes, from the provider's schema.
func TestAccCLI_mockedProviderInTerraformTest(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.File("main.tf", `
terraform {
  required_providers {
    auth0api = { source = "auth0api/auth0api" }
  }
}
resource "auth0api_resource_server" "api" {
  identifier = "urn:api"
}
resource "auth0api_resource_server_scopes" "api" {
  resource_server_identifier = auth0api_resource_server.api.identifier
  scopes { name = "read" }
}
resource "auth0api_client" "reader" {
  name = "reader"
}
resource "auth0api_client_grant" "reader" {
  client_id = auth0api_client.reader.client_id
  audience  = auth0api_resource_server.api.identifier
  scopes    = ["read"]
}
resource "auth0api_role" "reader" {
  name = "reader"
}
resource "auth0api_role_permission" "reader" {
  role_id                    = auth0api_role.reader.id
  resource_server_identifier = auth0api_resource_server.api.identifier
  permission                 = "read"
}
data "auth0api_jwks" "tenant" {}
`)
	cli.File("module.tftest.hcl", `
mock_provider "auth0api" {
  mock_data "auth0api_jwks" {
    defaults = { json = "{}" }
  }
}
run "plan" {
  command = plan
  assert {
    condition     = auth0api_client_grant.reader.scopes == toset(["read"])
    error_message = "the grant has other scopes"
  }
}
run "apply" {
  assert {
    condition     = auth0api_client_grant.reader.client_id == auth0api_client.reader.client_id
    error_message = "the grant is for another client"
  }
  assert {
    condition     = data.auth0api_jwks.tenant.json == "{}"
    error_message = "the mock's default is not used"
  }
}
`)
	if output := cli.Must("test", "-no-color"); !strings.Contains(output, "2 passed, 0 failed") {
		t.Errorf("terraform test says:\n%s", output)
	}
}

// Actions run before a resource is destroyed, while its client exists, and after another one.
func TestAccCLI_actionsAroundDestroy(t *testing.T) {
	t.Parallel()
	cli := acctest.NewCLI(t)
	cli.NeedsTerraform(1, 16)
	tenant := acctest.NewTenant(t)
	cli.Config(tenant.Config(`
resource "auth0api_client" "reader" {
  name                   = "reader"
  client_secret_in_state = false
}
resource "terraform_data" "access" {
  input = auth0api_client.reader.client_id

  lifecycle {
    action_trigger {
      events  = [before_destroy]
      actions = [action.auth0api_rotate_client_secret.reader]
    }
    action_trigger {
      events  = [after_destroy]
      actions = [action.auth0api_rotate_signing_keys.tenant]
    }
  }
}
action "auth0api_rotate_client_secret" "reader" {
  config {
    client_id = auth0api_client.reader.client_id
  }
}
action "auth0api_rotate_signing_keys" "tenant" {}
`))
	cli.Apply()
	secret, current := clientNamed(t, tenant, "reader")["client_secret"], signingKeys(tenant)["current"]
	cli.Must("destroy", "-auto-approve", "-no-color", "-target=terraform_data.access")
	if clientNamed(t, tenant, "reader")["client_secret"] == secret {
		t.Error("the action before the destroy did not rotate the secret")
	}
	if previous := signingKeys(tenant)["previous"]; previous != current {
		t.Errorf("the action after the destroy did not rotate the keys: the previous one is %v, want %v", previous, current)
	}
}
