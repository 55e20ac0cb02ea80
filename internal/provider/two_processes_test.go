package provider_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// Two configurations, each with scopes of one API, applied and destroyed at the
// same time by processes that know nothing of each other.
func TestAccScopes_ofTwoProcessesAtOnceAreNotLost(t *testing.T) {
	t.Parallel()
	const each = 12
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:shared", "scopes": []acctest.Object{{"value": "foreign"}}})
	clis := make([]*acctest.CLI, 2)
	for i := range clis {
		clis[i] = acctest.NewCLI(t)
		clis[i].Config(tenant.Config(fmt.Sprintf(`
resource "auth0api_resource_server_scope" "test" {
  count                      = %d
  resource_server_identifier = "urn:shared"
  scope                      = "process%d:${count.index}"
}
`, each, i)))
	}
	atOnce := func(do func(*acctest.CLI)) {
		var group sync.WaitGroup
		for _, cli := range clis {
			group.Go(func() { do(cli) })
		}
		group.Wait()
	}
	atOnce(func(cli *acctest.CLI) { cli.Apply() })
	if got := len(tenant.Scopes("urn:shared")); got != 2*each+1 {
		t.Errorf("the API has %d scopes, want %d: %v", got, 2*each+1, tenant.Scopes("urn:shared"))
	}
	atOnce((*acctest.CLI).EmptyPlan)
	atOnce(func(cli *acctest.CLI) { cli.Must("destroy", "-auto-approve", "-no-color") })
	if got := tenant.Scopes("urn:shared"); len(got) != 1 {
		t.Errorf("the API has the scopes %v, want the foreign one only", got)
	}
}

// A set says what all scopes of the API are: of two sets, or a set and scopes
// beside it, one does not get its way. Its next plan has a change then, unless its
// apply already failed: an apply that reports success has what was declared.
func TestAccScopes_whoLosesToTheSetOfAnotherProcessIsTold(t *testing.T) {
	t.Parallel()
	const set = `
resource "auth0api_resource_server_scopes" "test" {
  resource_server_identifier = "urn:shared"
  scopes { name = "common" }
  scopes { name = "of%[1]d:a" }
  scopes { name = "of%[1]d:b" }
}
`
	const single = `
resource "auth0api_resource_server_scope" "test" {
  for_each                   = toset(["of%[1]d:a", "of%[1]d:b"])
  resource_server_identifier = "urn:shared"
  scope                      = each.value
}
`
	for name, other := range map[string]string{"two sets": set, "a set and scopes": single} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			tenant.Create("resource-servers", acctest.Object{"identifier": "urn:shared"})
			clis, failed, outputs := make([]*acctest.CLI, 2), make([]int, 2), make([]string, 2)
			var group sync.WaitGroup
			for i, configuration := range []string{set, other} {
				clis[i] = acctest.NewCLI(t)
				clis[i].Config(tenant.Config(fmt.Sprintf(configuration, i)))
				group.Go(func() { failed[i], outputs[i] = clis[i].Run("apply", "-auto-approve", "-no-color") })
			}
			group.Wait()
			scopes := tenant.Scopes("urn:shared")
			well := 0
			for i, cli := range clis {
				planned, output := cli.Run("plan", "-detailed-exitcode", "-no-color")
				if planned == 1 {
					t.Errorf("the plan of process %d failed:\n%s", i, output)
				}
				_, a := scopes[fmt.Sprintf("of%d:a", i)]
				_, b := scopes[fmt.Sprintf("of%d:b", i)]
				switch told := failed[i] != 0 || planned != 0; {
				case !told && !(a && b):
					t.Errorf("process %d lost scopes and is not told; the API has %v:\n%s\n%s", i, scopes, outputs[i], output)
				case !told:
					well++
				}
			}
			if well == 2 {
				t.Errorf("both plans are empty, and the API has %v", scopes)
			}
		})
	}
}
