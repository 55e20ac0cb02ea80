package provider_test

import (
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// minimalRefresh plans a resource of a state as `terraform plan -minimal-refresh` of
// Terraform 1.17 does (https://developer.hashicorp.com/terraform/cli/commands/plan): it
// plans without a refresh, and only where that changes something it refreshes the
// resource and plans it again. Each plan is validated before it, and a replacement is
// planned once more as a create.
func minimalRefresh(p *acctest.Plugin, resource string, state acctest.Answer, config acctest.Values) (plan acctest.Answer, refreshed bool) {
	once := func(state acctest.Answer) acctest.Answer {
		p.Validate(resource, config)
		plan := p.PlanAfter(resource, state, config)
		if len(plan.Replace) > 0 {
			created := p.PlanAfter(resource, acctest.Answer{}, config)
			plan.Diagnostics = slices.Concat(plan.Diagnostics, created.Diagnostics)
		}
		return plan
	}
	if plan = once(state); plan.Value.Equal(state.Value) && len(plan.Replace) == 0 {
		return plan, false
	}
	read := p.ReadAfter(resource, state)
	plan = once(read)
	plan.Diagnostics = slices.Concat(read.Diagnostics, plan.Diagnostics)
	return plan, true
}

// A replacement is planned twice, and is not a second block of the same API; what goes
// with the API is replaced with it.
func TestMinimalRefresh_aReplacementIsNotASecondBlock(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	api := p.Apply("auth0api_resource_server", noState, acctest.Values{"identifier": "urn:a"})
	mustHaveNone(t, api)
	p = connected(t, tenant)
	plan, refreshed := minimalRefresh(p, "auth0api_resource_server", api, acctest.Values{"identifier": "urn:b"})
	if !refreshed || len(plan.Replace) == 0 {
		t.Errorf("the plan is %+v, refreshed: %v; want a replacement", plan, refreshed)
	}
	mustHaveNone(t, plan)
	second := p.Plan("auth0api_resource_server", noState, acctest.Values{"identifier": "urn:b", "name": "another"})
	expectDiagnostic(t, second, "error at identifier: Two blocks declare API")
}

// A plan that takes a scope from a set refreshes the set, and names the grants.
func TestMinimalRefresh_aPlanThatRemovesAScopeNamesTheGrants(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grantTo(tenant, reader, []string{"write:a"})
	set := adopted(connected(t, tenant), scopesResource, appointments)
	p := connected(t, tenant)
	plan, refreshed := minimalRefresh(p, scopesResource, set, scopeSet("read:a", "cancel:a"))
	if !refreshed {
		t.Error("the set was not refreshed")
	}
	expectDiagnostic(t, plan, `warning at scopes: Grants on API "`+appointments+`" lose the scope "write:a"`, reader)
	// A scope whose block was removed is destroyed without a refresh, and named too.
	p = connected(t, tenant)
	scope := adopted(connected(t, tenant), scopeResource, appointments+"::write:a")
	expectDiagnostic(t, p.PlanDestroy(scopeResource, scope), `warning: Grants on API "`+appointments+`" lose the scope "write:a"`, reader)
}

// A set of grants that the plan does not change is not refreshed, so that the plan cannot
// show a grant that was made by hand: it says so. A set that changes is refreshed.
func TestMinimalRefresh_aSetOfGrantsSaysThatItDidNotLook(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	b, shadow := newClient(tenant, "b"), newClient(tenant, "shadow")
	config := grantSet(nil, reads(a, "read:a"))
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, config)
	mustHaveNone(t, made)
	grantTo(tenant, shadow, []string{"write:a"})

	plan, refreshed := minimalRefresh(connected(t, tenant), grantSetResource, made, config)
	if refreshed {
		t.Error("the unchanged set was refreshed")
	}
	expectDiagnostic(t, plan, "warning at resource_server_identifier: Not refreshed: grants that were made elsewhere are not in this plan", appointments, "-minimal-refresh", "-refresh=false")

	changed := grantSet(nil, reads(a, "read:a"), reads(b, "read:a"))
	plan, refreshed = minimalRefresh(connected(t, tenant), grantSetResource, made, changed)
	if !refreshed {
		t.Error("the changed set was not refreshed")
	}
	expectDiagnostic(t, plan, `warning at grants: The plan removes grants for API "`+appointments+`" that were not made here`, shadow)

	p = connected(t, tenant) // with a refresh
	mustHaveNone(t, p.PlanAfter(grantSetResource, p.ReadAfter(grantSetResource, made), grantSet(nil, reads(a, "read:a"), reads(shadow, "write:a"))))
}

// Blocks that declare the same objects in two ways are an error of each plan of the
// block that reported it: Terraform discards its first one.
func TestMinimalRefresh_anErrorOfADiscardedPlanIsReportedAgain(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	id := grantTo(tenant, a, []string{"read:a"})
	grant := adopted(connected(t, tenant), "auth0api_client_grant", id)
	scope := adopted(connected(t, tenant), scopeResource, appointments+"::write:a")
	p := connected(t, tenant)
	p.Plan(grantSetResource, noState, grantSet(nil, reads(a, "read:a")))
	p.Plan(scopesResource, noState, scopeSet("read:a"))
	for range 2 {
		got := p.PlanAfter("auth0api_client_grant", grant, acctest.Values{"client_id": a, "audience": appointments, "scopes": []any{"write:a"}})
		expectDiagnostic(t, got, `error at audience: The client grants of API "`+appointments+`" are declared in two ways`)
		got = p.PlanAfter(scopeResource, scope, acctest.Values{"resource_server_identifier": appointments, "scope": "write:a", "description": "new"})
		expectDiagnostic(t, got, `error at resource_server_identifier: The scopes of API "`+appointments+`" are declared in two ways`)
	}
}
