package provider_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The service accepts a grant with scopes that the API lacks (recorded 2025-08 by
// PATCH, 2026-04 by POST); no token carries them.
func TestAGrantWithAScopeOutsideTheDeclaredSetIsWarnedOf(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	set := scopeSet("read:a", "write:a", "cancel:a", "edit:a")
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": appointments, "scopes": scopes}
	}
	const missing = `warning at scopes: API "` + appointments + `" does not define the scopes "erase:a", "raed:a": no token will contain them`
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

// A plan does not warn of what it cannot know for certain.
func TestAScopeThatMayBeAddedLaterIsNotWarnedOf(t *testing.T) {
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
	expectDiagnostic(t, p.PlanAfter(grantResource, existing, grant("write:a", "later:a")), "warning at scopes")
	// In the next walk, what was planned before does not count.
	mustHaveNone(t, adopted(p, scopesResource, appointments))
	mustHaveNone(t, p.PlanAfter(grantResource, existing, grant("write:a", "later:a")))
}

func TestAGrantWithAScopeThatTheManagementAPILacksIsWarnedOf(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	management := tenant.URL + "/api/v2/"
	grant := func(scopes ...any) acctest.Values {
		return acctest.Values{"client_id": reader, "audience": management, "scopes": scopes}
	}
	p := connected(t, tenant)
	expectDiagnostic(t, p.Plan(grantResource, noState, grant("read:user")), `warning at scopes: API "`+management+`" does not define the scope "read:user": no token will contain it`, "Check the spelling")
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
	// An API that merely has an identifier like the Management API's, and an API
	// that cannot be read.
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:own/api/v2/"})
	for _, audience := range []string{"urn:own/api/v2/", "urn:none/api/v2/"} {
		config := grant("read:user")
		config["audience"] = audience
		mustHaveNone(t, connected(t, tenant).Plan(grantResource, noState, config))
	}
}

// What the plan warned of, the apply writes: on an API, and on the Management API.
func TestAGrantKeepsScopesThatTheAPIDoesNotDefine(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	for _, audience := range []string{appointments, tenant.URL + "/api/v2/"} {
		grant := func(scopes ...any) acctest.Values {
			return acctest.Values{"client_id": reader, "audience": audience, "scopes": scopes}
		}
		p := connected(t, tenant)
		created := p.Apply(grantResource, noState, grant("later:a"))
		updated := p.ApplyAfter(grantResource, created, grant("later:a", "never:a"))
		for step, c := range map[string]struct {
			state acctest.Answer
			want  string
		}{"created": {created, "[later:a]"}, "updated": {updated, "[later:a never:a]"}} {
			mustHaveNone(t, c.state)
			if got := fmt.Sprint(c.state.Attribute("scopes")); got != c.want {
				t.Errorf("%s on %s: the grant has %s, want %s", step, audience, got, c.want)
			}
		}
		if plan := p.PlanAfter(grantResource, updated, grant("later:a", "never:a")); !plan.Value.Equal(updated.Value) || len(plan.Diagnostics) > 0 {
			t.Errorf("on %s: the plan after it is %s, %q", audience, plan.Value, plan.Diagnostics)
		}
	}
}

// grantFor is the grant for another client.
func grantFor(grant acctest.Values, client string) acctest.Values {
	other := maps.Clone(grant)
	other["client_id"] = client
	return other
}
