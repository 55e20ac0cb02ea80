package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// Ctrl-C at a write: what is under way is waited for, nothing else is begun, and
// the state has all that the tenant has.
func TestAccInterrupt_endsSoonAndLeavesTheStateTrue(t *testing.T) {
	t.Parallel()
	for _, write := range []int{1, 4, 7} {
		t.Run(fmt.Sprint("write ", write), func(t *testing.T) {
			t.Parallel()
			when := &moment{}
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
			if err := tenant.Faults.Set(faults.Settings{Latency: faults.Duration(100 * time.Millisecond)}); err != nil {
				t.Fatal(err)
			}
			cli := acctest.NewCLI(t)
			cli.Config(tenant.Config(landscape(4, 3, false, 3, 8)))
			code, output := when.apply(cli, write, func(process *acctest.Process) {
				if err := process.Interrupt(); err != nil {
					t.Error(err)
				}
			})
			if code != 1 || !strings.Contains(output, "Interrupt received") {
				t.Errorf("the apply ended with %d:\n%s", code, output)
			}
			expectRecorded(t, tenant, cli)
			if output := cli.Apply(); strings.Contains(output, "adopted") {
				t.Errorf("the next apply found what was not recorded:\n%s", output)
			}
			cli.EmptyPlan()
			expectLandscape(t, tenant, 4, 3, 3, 8)
		})
	}
}

// A tenant that does not answer is not waited for.
func TestAccInterrupt_endsThoughTheTenantHangs(t *testing.T) {
	t.Parallel()
	const hangs = 20 * time.Second
	when := &moment{}
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(landscape(4, 3, false, 3, 8)))
	interrupted := make(chan time.Time, 1)
	code, output := when.apply(cli, 2, func(process *acctest.Process) {
		if err := tenant.Faults.Set(faults.Settings{Latency: faults.Duration(hangs)}); err != nil {
			t.Error(err)
		}
		if err := process.Interrupt(); err != nil {
			t.Error(err)
		}
		interrupted <- time.Now()
	})
	took := time.Since(<-interrupted)
	t.Logf("the apply ended %s after the interrupt", took)
	if code != 1 || took > hangs/2 { // a second where nothing else runs
		t.Errorf("the apply ended with %d after %s:\n%s", code, took, output)
	}
	if !strings.Contains(strings.Join(strings.Fields(output), " "), "the object may have been created all the same") {
		t.Errorf("the apply does not say what is not known:\n%s", output)
	}
}

// expectRecorded checks that the state has all that the tenant has.
func expectRecorded(t *testing.T, tenant *acctest.Tenant, cli *acctest.CLI) {
	t.Helper()
	state := cli.Must("show", "-json")
	for kind, id := range map[string]string{"resource-servers": "id", "clients": "client_id", "client-grants": "id"} {
		for _, object := range tenant.List(kind) {
			if object["is_system"] == true || object["client_id"] == tenant.ClientID {
				continue
			}
			if text := fmt.Sprint(object[id]); !strings.Contains(state, text) {
				t.Errorf("the tenant has %s %s, which is not in the state", kind, text)
			}
			scopes, _ := object["scopes"].([]any)
			for _, scope := range scopes {
				values, _ := scope.(acctest.Object)
				if id := fmt.Sprintf("%v::%v", object["identifier"], values["value"]); !strings.Contains(state, id) {
					t.Errorf("the tenant has the scope %s, which is not in the state", id)
				}
			}
		}
	}
}
