package provider_test

import (
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// One request in five fails: half of them before the write, half after it.
func TestAccFaults_applyAndDestroyConverge(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t, 2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			cli := acctest.NewCLI(t)
			cli.Config(tenant.Config(landscape(10, 5, false, 5, 15)))
			disturb(t, tenant, seed)
			output := cli.Apply()
			disturb(t, tenant, 0)
			cli.EmptyPlan()
			expectLandscape(t, tenant, 10, 5, 5, 15)
			if t.Failed() {
				t.Log(output)
			}
			disturb(t, tenant, seed+1)
			cli.Apply("-destroy")
			expectLandscape(t, tenant, 0, 0, 0, 0)
		})
	}
}

// disturb has a fifth of the requests fail; with seed 0, none.
func disturb(t *testing.T, tenant *acctest.Tenant, seed uint64) {
	t.Helper()
	settings := faults.Settings{}
	if seed != 0 {
		// An answer is lost only where the request did not fail: 1/10 of 9/10.
		settings = faults.Settings{Seed: &seed, Errors: &faults.Chance{Rate: 0.1}, LostAnswers: &faults.Chance{Rate: 1. / 9}}
	}
	if err := tenant.Faults.Set(settings); err != nil {
		t.Fatal(err)
	}
}

// expectLandscape checks that the tenant holds what landscape declares, and
// nothing else.
func expectLandscape(t *testing.T, tenant *acctest.Tenant, apis, scopes, clients, grants int) {
	t.Helper()
	names := map[any]int{}
	for _, api := range tenant.List("resource-servers") {
		if api["is_system"] == true {
			continue
		}
		names[api["identifier"]]++
		list, _ := api["scopes"].([]any)
		if len(list) != scopes {
			t.Errorf("%v has %d scopes, want %d", api["identifier"], len(list), scopes)
		}
	}
	for i := range apis {
		if identifier := fmt.Sprintf("https://api%d.example.test/", i); names[identifier] != 1 {
			t.Errorf("the tenant has %d APIs %s, want 1", names[identifier], identifier)
		}
	}
	ids := map[any]string{}
	for _, client := range tenant.List("clients") {
		if id, _ := client["client_id"].(string); id != tenant.ClientID {
			ids[id] = fmt.Sprint(client["name"])
			names[client["name"]]++
		}
	}
	for i := range clients {
		if name := fmt.Sprint("client ", i); names[name] != 1 {
			t.Errorf("the tenant has %d clients %q, want 1", names[name], name)
		}
	}
	if got := len(names); got != apis+clients {
		t.Errorf("the tenant has %d APIs and clients, want %d: %v", got, apis+clients, names)
	}
	granted := 0
	for _, grant := range tenant.List("client-grants") {
		if grant["client_id"] != tenant.ClientID {
			granted++
			if ids[grant["client_id"]] == "" {
				t.Errorf("a grant is for the client %v, which there is not", grant["client_id"])
			}
		}
	}
	if granted != grants {
		t.Errorf("the tenant has %d grants, want %d", granted, grants)
	}
}
