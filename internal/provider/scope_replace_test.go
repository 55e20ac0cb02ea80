package provider_test

import (
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestScopesOfAnotherAPIAreOtherScopes(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	for resource, settings := range map[string]acctest.Values{
		"auth0api_resource_server_scope":  {"scope": "read"},
		"auth0api_resource_server_scopes": {"scopes": []any{acctest.Values{"name": "read"}}},
	} {
		one, two := resource+":1", resource+":2"
		tenant.Create("resource-servers", acctest.Object{"identifier": one})
		settings["resource_server_identifier"] = one
		created := p.Apply(resource, noState, settings)
		if len(created.Diagnostics) > 0 {
			t.Fatalf("%s: %s", resource, created.Diagnostics)
		}
		if plan := p.Plan(resource, created.Value, settings); len(plan.Replace) > 0 {
			t.Errorf("%s: the same API replaces %s", resource, plan.Replace)
		}
		settings["resource_server_identifier"] = two
		if plan := p.Plan(resource, created.Value, settings); !slices.Equal(plan.Replace, []string{`AttributeName("resource_server_identifier")`}) {
			t.Errorf("%s: another API replaces %s: %s", resource, plan.Replace, plan.Diagnostics)
		}
	}
}
