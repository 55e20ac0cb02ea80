package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// affected is an API on which two clients have grants: a client that is managed
// here, and a client that is not.
const affected = `
resource "auth0api_resource_server" "api" {
  identifier = "IDENTIFIER"
}
resource "auth0api_resource_server_scopes" "api" {
  resource_server_identifier = auth0api_resource_server.api.identifier
  scopes {
    name = "read:a"
  }
  scopes {
    name = "WRITE"
  }
}
resource "auth0api_client" "own" {
  name = "Own"
}
resource "auth0api_client_grant" "own" {
  client_id = auth0api_client.own.client_id
  audience  = auth0api_resource_server_scopes.api.resource_server_identifier
  scopes    = ["GRANTED"]
}
`

// What a plan says about grants, as people read it, with at most one list of them.
func TestAccPlan_tellsWhichGrantsAreAffected(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	configure := func(identifier, write, scope string) {
		cli.Config(tenant.Config(strings.NewReplacer("IDENTIFIER", identifier, "WRITE", write, "GRANTED", scope).Replace(affected)))
	}
	plan := func(code, lists int, want []*regexp.Regexp, args ...string) {
		t.Helper()
		tenant.Requests.Reset()
		got, output := cli.Run(append([]string{"plan", "-no-color"}, args...)...)
		if got != code {
			t.Errorf("the plan ended with %d, want %d", got, code)
		}
		diagnostics := strings.Count(output, "Warning: ") + strings.Count(output, "Error: ") - strings.Count(output, "Warning: Provider development overrides")
		if diagnostics != len(want) {
			t.Errorf("%d diagnostics, want %d", diagnostics, len(want))
		}
		for _, w := range want {
			if !w.MatchString(output) {
				t.Errorf("nothing matches %s", w)
			}
		}
		if n := tenant.Requests.Counts()["GET "+grantsRoute]; n != lists {
			t.Errorf("the grants were listed %d times, want %d", n, lists)
		}
		if t.Failed() {
			t.Fatal(output)
		}
	}
	configure(appointments, "write:a", "write:a")
	cli.Apply()
	foreign := newClient(tenant, "foreign")
	grantTo(tenant, foreign, []string{"write:a"})
	plan(0, 0, nil)

	configure(appointments, "edit:a", "write:a")
	lose := acctest.Warning(`Grants on API "`+appointments+`" lose the scope "write:a"`, `resource "auth0api_resource_server_scopes" "api"`, "client "+foreign)
	plan(0, 1, []*regexp.Regexp{lose})
	plan(0, 0, nil, "-refresh=false")

	configure("urn:b", "write:a", "write:a")
	goWith := acctest.Warning(`2 client grants are deleted with API "`+appointments+`"`, `identifier = "urn:b"`, "A different identifier is a different API")
	plan(0, 1, []*regexp.Regexp{goWith})

	configure(appointments, "write:a", "write:b")
	plan(0, 0, []*regexp.Regexp{acctest.Warning(`API "`+appointments+`" does not define the scope "write:b": no token will contain it`, `scopes    = ["write:b"]`, "auth0api_resource_server_scopes declares all scopes of the API")})

	configure(appointments, "write:a", "write:a")
	// The managed grant is destroyed before: it loses nothing, and does not go along.
	destroyed := regexp.MustCompile(`Warning: 1 client grant is deleted with API(?s:.*?)deletes them with\s+the\s+API:\s+client\s+` + foreign + `\.`)
	plan(0, 1, []*regexp.Regexp{destroyed}, "-destroy")

	// An update is planned again when it is applied, without telling it again.
	configure(appointments, "edit:a", "write:a")
	cli.Must("plan", "-out=plan.bin")
	tenant.Requests.Reset()
	if output := cli.Must("apply", "-no-color", "plan.bin"); strings.Contains(output, "Grants on API") || tenant.Requests.Counts()["GET "+grantsRoute] > 0 {
		t.Errorf("the apply says:\n%s", output)
	}
}
