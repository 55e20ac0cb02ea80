package provider_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const grantSetResource = "auth0api_resource_server_grants"

// grantSet is the set of an API's grants as the plugin takes it.
func grantSet(except []any, blocks ...acctest.Values) acctest.Values {
	list := make([]any, len(blocks))
	for i, b := range blocks {
		list[i] = b
	}
	values := acctest.Values{"resource_server_identifier": appointments, "grants": list}
	if except != nil {
		values["except"] = except
	}
	return values
}

func reads(client string, scopes ...any) acctest.Values {
	return acctest.Values{"client_id": client, "scopes": append([]any{}, scopes...)}
}

// A grant that no configuration declared is named in the plan that removes it, with its client and
// its scopes; a grant that the configuration drops is not: the plan itself shows it.
func TestGrantSetNamesTheShadowGrant(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	b, shadow := newClient(tenant, "b"), newClient(tenant, "shadow")
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, grantSet(nil, reads(a, "read:a"), reads(b)))
	mustHaveNone(t, made)
	grantTo(tenant, shadow, []string{"write:a", "cancel:a"})
	p = connected(t, tenant)
	mustHaveNone(t, adopted(p, clientResource, shadow))
	read := p.ReadAfter(grantSetResource, made)
	plan := p.PlanAfter(grantSetResource, read, grantSet(nil, reads(a, "read:a")))
	expectDiagnostic(t, plan, `warning at grants: The plan removes grants for API "`+appointments+`" that were not made here`,
		fmt.Sprintf("client %q (%s): cancel:a, write:a", "shadow", shadow), "add its ID to except")
	if text := strings.Join(plan.Diagnostics, "\n"); strings.Contains(text, b) {
		t.Errorf("the warning names a grant that was made here:\n%s", text)
	}
	declared := grantSet(nil, reads(a, "read:a"), reads(b), reads(shadow, "write:a", "cancel:a"))
	mustHaveNone(t, p.PlanAfter(grantSetResource, read, declared))
}

// What is kept is shown, and no write concerns it: the clients in except, default grants
// and system grants.
func TestGrantSetKeepsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	other := newClient(tenant, "other")
	grantTo(tenant, other, []string{"write:a"})
	tenant.Create("client-grants", acctest.Object{"default_for": "third_party_clients", "audience": appointments, "scope": []string{"read:a"}, "subject_type": "user"})
	p := connected(t, tenant)
	config := grantSet([]any{other}, reads(a, "read:a"))
	made := p.Apply(grantSetResource, noState, config)
	mustHaveNone(t, made)
	read := p.ReadAfter(grantSetResource, made)
	mustHaveNone(t, read)
	for _, answer := range []acctest.Answer{made, read} {
		kept := fmt.Sprint(answer.Attribute("kept"))
		for _, want := range []string{"reason:except", "client_id:" + other, "default_for:third_party_clients", "reason:default"} {
			if !strings.Contains(kept, want) {
				t.Errorf("kept lacks %s: %s", want, kept)
			}
		}
	}
	all := []string{a + " client read:a", other + " client write:a", "third_party_clients user read:a"}
	if err := hasGrants(tenant, slices.Clone(all)...)(nil); err != nil {
		t.Error(err)
	}
	// A default grant that is listed is managed; a default grant that is no longer listed is removed.
	listed := grantSet([]any{other}, reads(a, "read:a"), acctest.Values{"default_for": "third_party_clients", "subject_type": "user", "scopes": []any{"write:a"}})
	changed := p.ApplyAfter(grantSetResource, read, listed)
	mustHaveNone(t, changed)
	if err := hasGrants(tenant, a+" client read:a", other+" client write:a", "third_party_clients user write:a")(nil); err != nil {
		t.Error(err)
	}
	p = connected(t, tenant)
	unlisted := p.ApplyAfter(grantSetResource, p.ReadAfter(grantSetResource, changed), config)
	mustHaveNone(t, unlisted)
	if err := hasGrants(tenant, a+" client read:a", other+" client write:a")(nil); err != nil {
		t.Error(err)
	}
	mustHaveNone(t, p.Destroy(grantSetResource, unlisted))
	if err := hasGrants(tenant, other+" client write:a")(nil); err != nil {
		t.Errorf("after the destroy: %v", err)
	}
}

// Who leaves except is named, kept by this apply, and removed by the next.
func TestGrantSetRemovesNothingThatNoPlanShowed(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	other := newClient(tenant, "other")
	grantTo(tenant, other, []string{"write:a"})
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, grantSet([]any{other}, reads(a)))
	mustHaveNone(t, made)
	without := grantSet(nil, reads(a))
	expectDiagnostic(t, p.PlanAfter(grantSetResource, made, without), `warning at except: The next plan removes grants for API "`+appointments+`"`, other+"::client")
	changed := p.ApplyAfter(grantSetResource, made, without)
	if err := hasGrants(tenant, a+" client ", other+" client write:a")(nil); err != nil {
		t.Error(err)
	}
	p = connected(t, tenant)
	read := p.ReadAfter(grantSetResource, changed)
	expectDiagnostic(t, p.PlanAfter(grantSetResource, read, without), `warning at grants: The plan removes grants for API "`+appointments+`"`, other)
	mustHaveNone(t, acctest.Answer{Diagnostics: errorsOf(p.ApplyAfter(grantSetResource, read, without))})
	if err := hasGrants(tenant, a+" client ")(nil); err != nil {
		t.Error(err)
	}
}

func errorsOf(answer acctest.Answer) []string {
	return slices.DeleteFunc(slices.Clone(answer.Diagnostics), func(text string) bool { return strings.HasPrefix(text, "warning") })
}

// The grant by which the provider itself uses the Management API cannot be removed.
func TestGrantSetKeepsTheProvidersOwnGrant(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	audience := tenant.URL + "/api/v2/"
	client := tenant.Create("clients", acctest.Object{"name": "terraform", "grant_types": []string{"client_credentials"}})
	own := client["client_id"]
	tenant.Create("client-grants", acctest.Object{"client_id": own, "audience": audience, "scope": []string{"read:client_grants", "read:resource_servers"}})
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": own, "client_secret": client["client_secret"]})
	set := p.Read(grantSetResource, p.Import(grantSetResource, audience).Value)
	mustHaveNone(t, set)
	config := func(except ...any) acctest.Values {
		return acctest.Values{"resource_server_identifier": audience, "grants": []any{}, "except": except}
	}
	expectDiagnostic(t, p.PlanAfter(grantSetResource, set, config()), "error at grants: The plan removes the provider's own grant", fmt.Sprintf("Client %s", own))
	mustHaveNone(t, p.PlanAfter(grantSetResource, set, config(own)))
}

// A single grant and the set on one API are said at plan, whichever comes first, unless
// the set leaves the client alone.
func TestGrantSetAndSingleGrantOnOneAPI(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	single := acctest.Values{"client_id": a, "audience": appointments, "scopes": []any{"read:a"}}
	const summary = `The client grants of API "` + appointments + `" are declared in two ways`
	p := connected(t, tenant)
	mustHaveNone(t, p.Plan(grantSetResource, noState, grantSet(nil)))
	expectDiagnostic(t, p.Plan(grantResource, noState, single), "error at audience: "+summary, "add its client's ID to except")
	p = connected(t, tenant)
	mustHaveNone(t, p.Plan(grantResource, noState, single))
	expectDiagnostic(t, p.Plan(grantSetResource, noState, grantSet(nil)), "error at resource_server_identifier: "+summary)
	p = connected(t, tenant)
	mustHaveNone(t, p.Plan(grantResource, noState, single))
	mustHaveNone(t, p.Plan(grantSetResource, noState, grantSet([]any{a})))
	p = connected(t, tenant)
	byDefault := acctest.Values{"default_for": "third_party_clients", "subject_type": "user", "audience": appointments, "scopes": []any{}}
	mustHaveNone(t, p.Plan(grantResource, noState, byDefault))
	mustHaveNone(t, p.Plan(grantSetResource, noState, grantSet(nil)))
	p = connected(t, tenant)
	mustHaveNone(t, p.Plan(grantResource, noState, byDefault))
	expectDiagnostic(t, p.Plan(grantSetResource, noState, grantSet(nil, acctest.Values{"default_for": "third_party_clients", "subject_type": "user", "scopes": []any{}})), "error at resource_server_identifier: "+summary)
}

// The settings that a block leaves out follow the tenant, and those that it no longer has
// are cleared.
func TestGrantSetFollowsTheTenantInWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, grantSet(nil, reads(a)))
	mustHaveNone(t, made)
	id, _ := tenant.List("client-grants")[0]["id"].(string)
	for _, g := range tenant.List("client-grants") {
		if g["client_id"] == a {
			id, _ = g["id"].(string)
		}
	}
	tenant.Change("client-grants", id, acctest.Object{"organization_usage": "allow"})
	p = connected(t, tenant)
	read := p.ReadAfter(grantSetResource, made)
	if !read.Value.Equal(made.Value) {
		t.Errorf("a setting that is not configured is drift: %v", read.Plain())
	}
	require := reads(a)
	require["organization_usage"] = "require"
	configured := p.ApplyAfter(grantSetResource, read, grantSet(nil, require))
	mustHaveNone(t, configured)
	expectGrant(t, tenant, id, acctest.Object{"organization_usage": "require"})
	mustHaveNone(t, p.ApplyAfter(grantSetResource, configured, grantSet(nil, reads(a))))
	expectGrant(t, tenant, id, acctest.Object{"organization_usage": nil})
	all := p.ApplyAfter(grantSetResource, configured, grantSet(nil, acctest.Values{"client_id": a, "allow_all_scopes": true}))
	mustHaveNone(t, all)
	expectGrant(t, tenant, id, acctest.Object{"allow_all_scopes": true})
	mustHaveNone(t, p.ApplyAfter(grantSetResource, all, grantSet(nil, reads(a, "read:a"))))
	expectGrant(t, tenant, id, acctest.Object{"scope": []any{"read:a"}})
}

// Where one grant fails, the others are written, and the state has what the tenant has.
func TestGrantSetStateAfterAFailure(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, grantSet(nil, reads(a)))
	failed := p.ApplyAfter(grantSetResource, made, grantSet(nil, reads(a, "read:a"), reads("nobody", "read:a")))
	expectDiagnostic(t, failed, `error at grants: Creating the grant of client "nobody"`)
	if err := hasGrants(tenant, a+" client read:a")(nil); err != nil {
		t.Error(err)
	}
	p = connected(t, tenant)
	if read := p.ReadAfter(grantSetResource, failed); !read.Value.Equal(failed.Value) {
		t.Errorf("the state is %v, and the tenant has %v", failed.Plain(), read.Plain())
	}
}

// Ten sets are read with one list, and each writes only what differs.
func TestGrantSetsShareTheListOfGrants(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	var states []acctest.Answer
	p := connected(t, tenant)
	config := func(i int) acctest.Values {
		return acctest.Values{"resource_server_identifier": fmt.Sprintf("urn:%d", i), "grants": []any{reads(a)}}
	}
	for i := range 10 {
		tenant.Create("resource-servers", acctest.Object{"identifier": fmt.Sprintf("urn:%d", i)})
		states = append(states, p.Apply(grantSetResource, noState, config(i)))
		mustHaveNone(t, states[i])
	}
	p = connected(t, tenant)
	tenant.Requests.Reset()
	for i, state := range states {
		mustHaveNone(t, p.PlanAfter(grantSetResource, p.ReadAfter(grantSetResource, state), config(i)))
	}
	if n := tenant.Requests.Count(http.MethodGet, grantsRoute); n != 1 || len(tenant.Requests.Counts()) != 2 { // the other is for the token
		t.Errorf("ten plans took %v", tenant.Requests.Counts())
	}
}

// The set and its grants are gone with the API; an import of an API that does not exist
// finds nothing.
func TestGrantSetGoesWithItsAPI(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	p := connected(t, tenant)
	made := p.Apply(grantSetResource, noState, grantSet(nil, reads(a)))
	tenant.Delete("resource-servers", appointments)
	p = connected(t, tenant)
	if read := p.ReadAfter(grantSetResource, made); !read.Value.IsNull() {
		t.Errorf("the API is gone, and the state has %v", read.Plain())
	}
	mustHaveNone(t, p.Destroy(grantSetResource, made))
}

// With adopt_existing, a create takes over grants that exist exactly as planned, creates
// the others, and says so; without it, and where one differs, it changes nothing.
func TestGrantSetAdoptsWhatExistsAsPlanned(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	b := newClient(tenant, "b")
	grantTo(tenant, a, []string{"read:a"})
	both := grantSet(nil, reads(a, "read:a"), reads(b))
	const exist = `error at resource_server_identifier: The client grants of API "` + appointments + `" exist already`
	expectDiagnostic(t, connected(t, tenant).Apply(grantSetResource, noState, both), exist, "client "+a+": read:a", "adopt_existing = true")
	p := connectedWith(t, tenant, acctest.Values{"adopt_existing": true})
	expectDiagnostic(t, p.Apply(grantSetResource, noState, grantSet(nil, reads(a, "write:a"), reads(b))), exist)
	if err := hasGrants(tenant, a+" client read:a")(nil); err != nil {
		t.Error(err)
	}
	p = connectedWith(t, tenant, acctest.Values{"adopt_existing": true})
	made := p.Apply(grantSetResource, noState, both)
	expectDiagnostic(t, made, `warning at resource_server_identifier: Taken over: the client grants of API`, "1 of them existed exactly as planned")
	if err := hasGrants(tenant, a+" client read:a", b+" client ")(nil); err != nil {
		t.Error(err)
	}
	mustHaveNone(t, p.Destroy(grantSetResource, made))
	if err := hasGrants(tenant)(nil); err != nil {
		t.Error(err)
	}
}
