package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// createFirst is a dependent whose create_before_destroy Terraform passes on to
// all that it depends on.
const createFirst = `
resource "terraform_data" "dependent" {
  input = [auth0api_client_grant.grant.id, auth0api_resource_server_scopes.set.id]
  lifecycle {
    create_before_destroy = true
  }
}
`

// everyAddress are the addresses of everyKind.
func everyAddress() []string {
	return append(naturalAddresses(), "auth0api_client.client")
}

// A taint with create_before_destroy creates what exists: that is an error, and
// the state keeps what it has; without a taint, the plan is empty again.
func TestAccReplaced_createdBeforeItIsDestroyed(t *testing.T) {
	t.Parallel()
	for _, address := range everyAddress() {
		for _, adopt := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, adopt_existing %v", address, adopt), func(t *testing.T) {
				t.Parallel()
				tenant := acctest.NewTenant(t)
				cli := renamer(t, adopt)
				cli.Config(tenant.Config(everyKind + createFirst))
				cli.Apply()
				keys := naturalKeys(tenant)
				cli.Must("taint", address)
				code, output := cli.Run("apply", "-auto-approve", "-no-color")
				expectStatesHeld(t, tenant, cli)
				if code != 0 {
					if !adopt || existsAlready.MatchString(output) {
						expectWaysOut(t, output)
					} else if !strings.Contains(output, "adopt_existing does not apply") {
						t.Errorf("the error does not say what to do:\n%s", output)
					}
					cli.Must("untaint", address)
				}
				cli.EmptyPlan()
				if unique := address != "auth0api_client.client"; !adopt && (code != 0) != unique {
					t.Errorf("the apply ended with %d:\n%s", code, output)
				}
				if got := naturalKeys(tenant); strings.Join(got, "\n") != strings.Join(keys, "\n") {
					t.Errorf("the tenant has %v, had %v\n%s", got, keys, output)
				}
			})
		}
	}
}

func TestAccReplaced_eachAfterATaint(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(everyKind))
	cli.Apply()
	keys := naturalKeys(tenant)
	for _, address := range everyAddress() {
		cli.Must("taint", address)
		output := cli.Apply()
		expectStatesHeld(t, tenant, cli)
		cli.EmptyPlan()
		if got := naturalKeys(tenant); strings.Join(got, "\n") != strings.Join(keys, "\n") {
			t.Errorf("%s: the tenant has %v, had %v\n%s", address, got, keys, output)
		}
	}
}
