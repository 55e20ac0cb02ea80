package provider_test

import (
	"maps"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAGrantForAScopeOutsideOfTheDeclaredSetIsAnErrorAtPlan(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	set := scopeSet("read:a", "write:a", "cancel:a", "edit:a")
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": appointments, "scopes": scopes}
	}
	const missing = `error at scopes: API "` + appointments + `" does not define the scopes "erase:a", "raed:a"`
	// Whichever Terraform plans first.
	p := connected(t, tenant)
	mustHaveNone(t, p.Plan(scopesResource, noState, set))
	expectDiagnostic(t, p.Plan(grantResource, noState, grant("raed:a", "erase:a", "edit:a")), missing, "auth0api_resource_server_scopes declares all scopes of the API")
	p = connected(t, tenant)
	mustHaveNone(t, p.Plan(scopesResource, noState, set))
	mustHaveNone(t, p.Plan(grantResource, noState, grant("read:a", "edit:a")))
	p = connected(t, tenant)
	mustHaveNone(t, p.Plan(grantResource, noState, grant("raed:a", "erase:a", "edit:a")))
	expectDiagnostic(t, p.Plan(scopesResource, noState, set), missing, "This plan grants that to client "+reader)
	for holder, config := range map[string]acctest.Values{
		"a client that is not known yet": {"client_id": acctest.Unknown, "audience": appointments, "scopes": list{"raed:a", "erase:a"}},
		"clients by default":             {"default_for": "third_party_clients", "audience": appointments, "scopes": list{"raed:a", "erase:a", acctest.Unknown}},
	} {
		p = connected(t, tenant)
		mustHaveNone(t, p.Plan(grantResource, noState, config))
		expectDiagnostic(t, p.Plan(scopesResource, noState, set), missing, "This plan grants that to "+holder)
	}
	if got := len(tenant.Requests.All()); got != 0 {
		t.Errorf("the plans took %d requests, want none", got)
	}
}

// What a plan cannot know for certain is no error of the plan.
func TestAScopeThatMayBeThereAtTheApplyIsNoErrorAtPlan(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": appointments, "scopes": scopes}
	}
	// Another resource or another run may add it before the grant is written.
	mustHaveNone(t, connected(t, tenant).Plan(grantResource, noState, grant("later:a")))

	unknown := scopeSet("read:a")
	unknown["scopes"] = append(unknown["scopes"].([]any), acctest.Values{"name": acctest.Unknown})
	elsewhere := maps.Clone(scopeSet("read:a"))
	elsewhere["resource_server_identifier"] = "urn:b"
	nowhere := maps.Clone(elsewhere)
	nowhere["resource_server_identifier"] = acctest.Unknown
	for _, set := range []acctest.Values{unknown, elsewhere, nowhere} {
		p := connected(t, tenant)
		mustHaveNone(t, p.Plan(scopesResource, noState, set))
		mustHaveNone(t, p.Plan(grantResource, noState, grant("later:a")))
	}
	for _, config := range []acctest.Values{
		grant(), grant("read:a", acctest.Unknown),
		{"client_id": reader, "audience": appointments, "scopes": acctest.Unknown},
		{"client_id": reader, "audience": acctest.Unknown, "scopes": list{"later:a"}},
		{"client_id": reader, "audience": appointments, "allow_all_scopes": true},
	} {
		p := connected(t, tenant)
		mustHaveNone(t, p.Plan(scopesResource, noState, scopeSet("read:a")))
		mustHaveNone(t, p.Plan(grantResource, noState, config))
	}

	// A scope that leaves the set is there until the apply has taken it out, and
	// a grant that does not change is not written.
	id := grantTo(tenant, reader, []string{"write:a"})
	p := connected(t, tenant)
	all, existing := adopted(p, scopesResource, appointments), adopted(p, grantResource, id)
	expectDiagnostic(t, p.PlanAfter(scopesResource, all, scopeSet("read:a")), "warning at scopes")
	mustHaveNone(t, p.PlanAfter(grantResource, existing, grant("write:a")))
	mustHaveNone(t, p.PlanAfter(grantResource, existing, grant("write:a", "cancel:a")))
	expectDiagnostic(t, p.PlanAfter(grantResource, existing, grant("write:a", "later:a")), "error at scopes")
	// In the next walk, what was planned before does not count.
	mustHaveNone(t, adopted(p, scopesResource, appointments))
	mustHaveNone(t, p.PlanAfter(grantResource, existing, grant("write:a", "later:a")))
}

func TestAGrantForAScopeThatTheManagementAPILacksIsAnErrorAtPlan(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	management := tenant.URL + "/api/v2/"
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": management, "scopes": scopes}
	}
	p := connected(t, tenant)
	expectDiagnostic(t, p.Plan(grantResource, noState, grant("read:user")), `error at scopes: API "`+management+`" does not define the scope "read:user"`, "Check the spelling")
	mustHaveNone(t, p.Plan(grantResource, noState, grantFor(grant("read:clients"), newClient(tenant, "another"))))
	if counts := tenant.Requests.Counts(); counts["GET "+apiRoute] != 1 || len(tenant.Requests.All()) != 2 {
		t.Errorf("the plans took %v, want a token and one read", counts)
	}
	existing := connected(t, tenant).Apply(grantResource, noState, grant("read:clients"))
	tenant.Requests.Reset()
	mustHaveNone(t, connected(t, tenant).PlanAfter(grantResource, existing, grant("read:clients")))
	if got := len(tenant.Requests.All()); got != 0 {
		t.Errorf("a plan that changes nothing took %d requests", got)
	}
	// An API of the tenant's users that is merely called so, and one that cannot
	// be read.
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:own/api/v2/"})
	for _, audience := range []string{"urn:own/api/v2/", "urn:none/api/v2/"} {
		config := grant("read:user")
		config["audience"] = audience
		mustHaveNone(t, connected(t, tenant).Plan(grantResource, noState, config))
	}
}

func TestAGrantThatTheServiceRefusesNamesTheScopeAndTheAPI(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": appointments, "scopes": scopes}
	}
	says := []string{`API "` + appointments + `" does not define the scope "later:a".`, "400 Bad Request", "let the grant wait for that"}
	failed := `error at scopes: Creating the grant of client "` + reader + `" on API "` + appointments + `" failed`
	expectDiagnostic(t, connected(t, tenant).Apply(grantResource, noState, grant("read:a", "later:a")), failed, says...)
	p := connected(t, tenant)
	created := p.Apply(grantResource, noState, grant("read:a"))
	mustHaveNone(t, created)
	failed = `error at scopes: Updating the grant of client "` + reader + `" on API "` + appointments + `" failed`
	expectDiagnostic(t, p.ApplyAfter(grantResource, created, grant("read:a", "later:a")), failed, says...)
}

// grantFor is the grant for another client.
func grantFor(grant acctest.Values, client string) acctest.Values {
	other := maps.Clone(grant)
	other["client_id"] = client
	return other
}
