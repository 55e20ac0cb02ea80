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
