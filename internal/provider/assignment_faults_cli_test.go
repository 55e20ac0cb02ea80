package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// everyAccessWrites is how many requests to the Management API write what everyAccess
// declares.
const everyAccessWrites = 11

// undisturbed applies everyAccess and destroys it again. It returns what the
// tenant has with it and without it.
func undisturbed(t *testing.T, tenant *acctest.Tenant, cli *acctest.CLI) (with, without []string) {
	t.Helper()
	cli.Config(tenant.Config(withUserAndOrganization(tenant)))
	without = accessContent(tenant)
	tenant.Requests.Reset()
	cli.Apply()
	writes := 0
	for _, r := range tenant.Requests.All() {
		if r.Method != http.MethodGet && strings.HasPrefix(r.Path, "/api/v2/") {
			writes++
		}
	}
	if writes != everyAccessWrites {
		t.Errorf("the apply took %d writes, want %d:\n%s", writes, everyAccessWrites, tenant.Requests)
	}
	with = accessContent(tenant)
	cli.Apply("-destroy")
	expectAccess(t, tenant, without, "")
	return with, without
}

// One request in five fails: half of them before the write, half after it.
func TestAccFaults_assignmentsOfEachKindConverge(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t, 3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			cli := acctest.NewCLI(t)
			with, without := undisturbed(t, tenant, cli)
			disturb(t, tenant, seed)
			output := cli.Apply()
			disturb(t, tenant, 0)
			cli.EmptyPlan()
			expectAccess(t, tenant, with, output)
			expectStatesHeld(t, tenant, cli)
			disturb(t, tenant, seed+1)
			output = cli.Apply("-destroy")
			disturb(t, tenant, 0)
			expectAccess(t, tenant, without, output)
		})
	}
}

// kill -9 of the CLI, or of the provider, at a random write of an apply, and of a destroy.
// The next one makes the rest, and takes over what the killed one was making.
func TestAccKill_assignmentsOfEachKindConverge(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t, 6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 2))
			when := &moment{after: random.IntN(2) == 0}
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
			cli := acctest.NewCLI(t)
			with, without := undisturbed(t, tenant, cli)
			kill := func(process *acctest.Process) {
				kill := process.Kill
				if seed%2 == 0 {
					kill = process.KillProviders
				}
				if err := kill(); err != nil {
					t.Error(err)
				}
			}
			write := 1 + random.IntN(everyAccessWrites)
			code, output := when.apply(cli, write, kill)
			if code == 0 {
				t.Errorf("the apply was not cut off (write %d):\n%s", write, output)
			}
			cli.RestoreTornState()
			output += cli.Apply()
			cli.EmptyPlan()
			expectAccess(t, tenant, with, output)
			expectStatesHeld(t, tenant, cli)
			code, output = when.apply(cli, 1+random.IntN(4), kill, "-destroy")
			if code == 0 {
				t.Errorf("the destroy was not cut off:\n%s", output)
			}
			cli.RestoreTornState()
			output += cli.Apply("-destroy")
			expectAccess(t, tenant, without, output)
		})
	}
}
