package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// timed are all resources, each with timeouts.
const timed = `
locals { limits = { create = %[1]q, read = "1m", update = %[1]q, delete = "1m" } }
resource "auth0api_resource_server" "a" {
  identifier = "urn:a"
  timeouts   = local.limits
}
resource "auth0api_resource_server_scopes" "a" {
  resource_server_identifier = auth0api_resource_server.a.identifier
  timeouts                   = local.limits
  scopes {
    name        = "a"
    description = %[2]q
  }
}
resource "auth0api_resource_server" "b" {
  identifier = "urn:b"
  timeouts   = local.limits
}
resource "auth0api_resource_server_scope" "b" {
  resource_server_identifier = auth0api_resource_server.b.identifier
  scope                      = "b"
  description                = %[2]q
  timeouts                   = local.limits
}
resource "auth0api_client" "c" {
  name     = "c"
  app_type = "non_interactive"
  timeouts = local.limits
}
resource "auth0api_client_credentials" "c" {
  client_id             = auth0api_client.c.client_id
  authentication_method = "client_secret_basic"
  timeouts              = local.limits
}
resource "auth0api_client_grant" "c" {
  client_id = auth0api_client.c.client_id
  audience  = auth0api_resource_server_scopes.a.resource_server_identifier
  scopes    = ["a"]
  timeouts  = local.limits
}
`

func TestAccTimeouts_changeNothingElse(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	for _, limits := range [][]any{{"1m", "A"}, {"2m", "A"}, {"2m", "B"}} {
		cli.Config(tenant.Config(fmt.Sprintf(timed, limits...)))
		cli.Apply()
		cli.EmptyPlan()
	}
	cli.Apply("-destroy")
}

func TestAccTimeouts_endWhatTakesLonger(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(fmt.Sprintf(timed, "200ms", "A")))
	if err := tenant.Faults.Set(faults.Settings{Errors: &faults.Chance{Rate: 1, Path: "/api/v2/"}}); err != nil {
		t.Fatal(err)
	}
	code, output := cli.Run("apply", "-auto-approve", "-no-color")
	if plain := strings.Join(strings.Fields(output), " "); code != 1 || !strings.Contains(plain, "timed out") || !strings.Contains(plain, "as long as timeouts says") || !strings.Contains(plain, "the object may have been created all the same") {
		t.Errorf("the apply ended with %d:\n%s", code, output)
	}
	cli.Config(tenant.Config(fmt.Sprintf(timed, "soon", "A")))
	if code, output := cli.Run("validate", "-no-color"); code != 1 || !strings.Contains(output, "soon") {
		t.Errorf("the configuration is valid, %d:\n%s", code, output)
	}
}
