package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// everyKind declares one object of each kind that has a natural key.
const everyKind = `
resource "auth0api_resource_server" "api" {
  identifier = "urn:api"
  name       = "API"
}
resource "auth0api_resource_server_scope" "scope" {
  resource_server_identifier = auth0api_resource_server.api.identifier
  scope                      = "read"
}
resource "auth0api_resource_server" "other" {
  identifier = "urn:other"
  name       = "Other"
}
resource "auth0api_resource_server_scopes" "set" {
  resource_server_identifier = auth0api_resource_server.other.identifier
  scopes { name = "read" }
  scopes { name = "write" }
}
resource "auth0api_client" "client" {
  name     = "Client"
  app_type = "non_interactive"
}
resource "auth0api_client_grant" "grant" {
  client_id  = auth0api_client.client.client_id
  audience   = auth0api_resource_server.api.identifier
  scopes     = ["read"]
  depends_on = [auth0api_resource_server_scope.scope]
}
`

// naturalAddresses are the addresses of everyKind that have a natural key.
func naturalAddresses() []string {
	return []string{
		"auth0api_resource_server.api", "auth0api_resource_server_scope.scope",
		"auth0api_resource_server_scopes.set", "auth0api_client_grant.grant",
	}
}

// pastedImport is the import block of an output, for the address.
func pastedImport(t *testing.T, output, address string) string {
	t.Helper()
	block := regexp.MustCompile(`(?s)import \{.*?\}`).FindString(strings.ReplaceAll(output, "│", ""))
	resource, _, _ := strings.Cut(address, ".")
	placeholder := resource + ".NAME"
	if !strings.Contains(block, placeholder) {
		t.Fatalf("the output has no import block for %s:\n%s", resource, output)
	}
	return "\n" + strings.Replace(block, placeholder, address, 1) + "\n"
}

func TestAccExisting_whatTheStateLostIsImportedAsPasted(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(everyKind))
	cli.Apply()
	before := contentOf(t, tenant)
	for _, address := range naturalAddresses() {
		cli.Config(tenant.Config(everyKind))
		cli.Must("state", "rm", address)
		code, output := cli.Run("apply", "-auto-approve", "-no-color")
		if code != 1 {
			t.Errorf("%s: the apply ended with %d:\n%s", address, code, output)
		}
		expectWaysOut(t, output)
		expectStatesHeld(t, tenant, cli)
		cli.Config(tenant.Config(everyKind + pastedImport(t, output, address)))
		if output := cli.Apply(); !strings.Contains(output, "Resources: 1 imported, 0 added, 0 changed, 0 destroyed") {
			t.Errorf("%s: the import says:\n%s", address, output)
		}
		cli.EmptyPlan()
		expectStatesHeld(t, tenant, cli)
	}
	if after := contentOf(t, tenant); after != before {
		t.Errorf("the tenant has changed: %s\nwas %s", after, before)
	}
}

// With the wish to adopt, all that the state lost is taken over, clients included.
func TestAccExisting_aLostStateIsAdoptedWhereThatIsWanted(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	first := acctest.NewCLI(t)
	first.Config(tenant.Config(everyKind))
	first.Apply()
	before := contentOf(t, tenant)
	second := acctest.NewCLI(t, "AUTH0API_ADOPT_EXISTING=true")
	second.Config(tenant.Config(everyKind))
	if output := second.Apply(); strings.Count(output, "adopt_existing is set") != 6 {
		t.Errorf("the apply says:\n%s", output)
	}
	second.EmptyPlan()
	if after := contentOf(t, tenant); after != before {
		t.Errorf("the tenant has changed: %s\nwas %s", after, before)
	}
	if got := expectStatesHeld(t, tenant, first, second); got != 2*7 {
		t.Errorf("the states have %d objects, want 7 each", got)
	}
}

// Where a key is known only at the apply, it is the apply that fails, and not the
// plan.
func TestAccExisting_ofTwoBlocksOneFails(t *testing.T) {
	t.Parallel()
	const block = `
resource "auth0api_resource_server" %[1]q {
  identifier = %[2]s
  name       = "API"
}
`
	late := `resource "terraform_data" "late" { input = "urn:twice" }` + "\n"
	for name, c := range map[string]struct{ first, second string }{
		"known at plan":            {`"urn:twice"`, `"urn:twice"`},
		"one known at apply only":  {`"urn:twice"`, "terraform_data.late.output"},
		"both known at apply only": {"terraform_data.late.output", "terraform_data.late.output"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			cli := acctest.NewCLI(t)
			one, two := fmt.Sprintf(block, "one", c.first), fmt.Sprintf(block, "two", c.second)
			cli.Config(tenant.Config(late + one + two))
			code, output := cli.Run("apply", "-auto-approve", "-no-color")
			if code != 1 || strings.Count(output, "Error: ") != 1 || !strings.Contains(output, "Error: Two blocks declare API \"urn:twice\"") {
				t.Errorf("the apply ended with %d, want one error:\n%s", code, output)
			}
			expectStatesHeld(t, tenant, cli)
			if n := len(stateObjects(t, cli)); n > 1 {
				t.Errorf("the state has %d objects", n)
			}
			// The block that stays keeps the object, or creates it.
			for _, remaining := range []string{one, two} {
				cli.Config(tenant.Config(late + remaining))
				expectConverges(t, tenant, cli)
			}
		})
	}
}

// A second team that declares what the first one has gets an error, and its
// destroy touches nothing.
func TestAccExisting_ofTwoStatesTheSecondTouchesNothing(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	client, _ := tenant.Create("clients", acctest.Object{"name": "Client", "app_type": "non_interactive"})["client_id"].(string)
	shared := strings.Replace(strings.Replace(everyKind, "auth0api_client.client.client_id", fmt.Sprintf("%q", client), 1),
		"resource \"auth0api_client\" \"client\" {\n  name     = \"Client\"\n  app_type = \"non_interactive\"\n}\n", "", 1)
	// The second team refers to the APIs by name, so that each of its creates is tried.
	apart := strings.NewReplacer("auth0api_resource_server.api.identifier", `"urn:api"`, "auth0api_resource_server.other.identifier", `"urn:other"`,
		"  depends_on = [auth0api_resource_server_scope.scope]\n", "").Replace(shared)
	first, second := acctest.NewCLI(t), acctest.NewCLI(t)
	first.Config(tenant.Config(shared))
	first.Apply()
	before := contentOf(t, tenant)
	second.Config(tenant.Config(apart))
	code, output := second.Run("apply", "-auto-approve", "-no-color")
	if code != 1 || strings.Count(output, "Error: ") != 5 {
		t.Errorf("the second team's apply ended with %d, want an error for each resource:\n%s", code, output)
	}
	expectWaysOut(t, output)
	second.Apply("-destroy")
	if after := contentOf(t, tenant); after != before {
		t.Errorf("the tenant has changed: %s\nwas %s", after, before)
	}
	first.EmptyPlan()
	if got := expectStatesHeld(t, tenant, first, second); got != 6 {
		t.Errorf("the states have %d objects, want the first team's 6", got)
	}
}
