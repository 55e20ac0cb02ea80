package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const (
	scopeResource  = "auth0api_resource_server_scope"
	scopesResource = "auth0api_resource_server_scopes"
	clientResource = "auth0api_client"
)

// grantTo grants scopes of the API of [granting] behind Terraform's back; nil
// for all of them.
func grantTo(tenant *acctest.Tenant, client string, scopes []string) (id string) {
	body := acctest.Object{"client_id": client, "audience": appointments, "scope": scopes}
	if scopes == nil {
		body = acctest.Object{"client_id": client, "audience": appointments, "allow_all_scopes": true}
	}
	id, _ = tenant.Create("client-grants", body)["id"].(string)
	return id
}

// adopted is a resource as the tenant has it, refreshed by the plugin.
func adopted(p *acctest.Plugin, resource, id string) acctest.Answer {
	return p.Read(resource, p.Import(resource, id).Value)
}

func scopeSet(names ...string) acctest.Values {
	blocks := make([]any, len(names))
	for i, name := range names {
		blocks[i] = acctest.Values{"name": name}
	}
	return acctest.Values{"resource_server_identifier": appointments, "scopes": blocks}
}

func expectLists(t *testing.T, tenant *acctest.Tenant, want int) {
	t.Helper()
	if got := tenant.Requests.Counts()["GET "+grantsRoute]; got != want {
		t.Errorf("the grants were listed %d times, want %d", got, want)
	}
	tenant.Requests.Reset()
}

func TestAPlanThatRemovesAScopeNamesTheGrantsThatLoseIt(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	other, all := newClient(tenant, "other"), newClient(tenant, "all")
	grantTo(tenant, reader, []string{"read:a", "write:a"})
	grantTo(tenant, other, []string{"read:a"})
	grantTo(tenant, all, nil)
	p := connected(t, tenant)
	// A client that was read anyway is known by its name.
	mustHaveNone(t, adopted(p, clientResource, reader))
	scope := adopted(p, scopeResource, appointments+"::write:a")
	config := func(scope string) acctest.Values {
		return acctest.Values{"resource_server_identifier": appointments, "scope": scope}
	}
	tenant.Requests.Reset()
	const loses = `: Grants on API "` + appointments + `" lose the scope "write:a"`
	named := fmt.Sprintf(`"write:a": client %q (%s), client %s (all scopes).`, "c", reader, all)
	expectDiagnostic(t, p.PlanDestroy(scopeResource, scope), "warning"+loses, named)
	expectDiagnostic(t, p.PlanAfter(scopeResource, scope, config("edit:a")), "warning at scope"+loses, named, "A renamed scope is another scope")
	moved := config("write:a")
	moved["resource_server_identifier"] = "urn:b"
	expectDiagnostic(t, p.PlanAfter(scopeResource, scope, moved), "warning at resource_server_identifier"+loses, named)
	expectLists(t, tenant, 1)

	described := config("write:a")
	described["description"] = "Another"
	p = connected(t, tenant)
	mustHaveNone(t, p.PlanAfter(scopeResource, scope, described))
	mustHaveNone(t, p.Plan(scopeResource, noState, config("new:a")))
	expectLists(t, tenant, 0)
}

func TestAPlanThatShrinksTheSetNamesTheGrantsThatLoseEachScope(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	other := newClient(tenant, "other")
	grantTo(tenant, reader, []string{"read:a", "write:a"})
	grantTo(tenant, other, []string{"read:a"})
	p := connected(t, tenant)
	set := adopted(p, scopesResource, appointments)
	tenant.Requests.Reset()
	both := []string{`"read:a": `, "client " + reader, "client " + other, "\n" + `"write:a": client ` + reader + "."}
	const lose = `Grants on API "` + appointments + `" lose the scopes "read:a", "write:a"`
	expectDiagnostic(t, p.PlanAfter(scopesResource, set, scopeSet("cancel:a")), "warning at scopes: "+lose, both...)
	expectDiagnostic(t, p.PlanAfter(scopesResource, set, scopeSet("cancel:a", "read:b", "write:a")), "warning at scopes: Grants on API \""+appointments+"\" lose the scope \"read:a\"")
	expectDiagnostic(t, p.PlanDestroy(scopesResource, set), "warning: "+lose, both...)
	expectLists(t, tenant, 1)

	p = connected(t, tenant)
	set = adopted(p, scopesResource, appointments)
	tenant.Requests.Reset()
	mustHaveNone(t, p.PlanAfter(scopesResource, set, scopeSet("cancel:a", "read:a", "write:a", "new:a")))
	unknown := scopeSet("cancel:a")
	unknown["scopes"] = append(unknown["scopes"].([]any), acctest.Values{"name": acctest.Unknown})
	mustHaveNone(t, p.PlanAfter(scopesResource, set, unknown))
	expectLists(t, tenant, 0)
	// No grant has the scope that this plan removes.
	mustHaveNone(t, p.PlanAfter(scopesResource, set, scopeSet("read:a", "write:a")))
	expectLists(t, tenant, 1)
	// Terraform plans an update again while it applies it, in another process,
	// which refreshes nothing.
	mustHaveNone(t, connected(t, tenant).PlanAfter(scopesResource, set, scopeSet("cancel:a")))
	expectLists(t, tenant, 0)
}

func TestAPlanThatDeletesAnAPICountsTheGrantsThatGo(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	p := connected(t, tenant)
	api := adopted(p, apiResource, appointments)
	tenant.Requests.Reset()
	mustHaveNone(t, p.PlanDestroy(apiResource, api))
	expectLists(t, tenant, 1)

	own := grantTo(tenant, reader, []string{})
	one := connected(t, tenant)
	expectDiagnostic(t, one.PlanDestroy(apiResource, adopted(one, apiResource, appointments)), `warning: 1 client grant is deleted with API "`+appointments+`"`)
	other := newClient(tenant, "other")
	tenant.Create("client-grants", acctest.Object{"client_id": other, "audience": appointments, "subject_type": "user", "scope": []string{}})
	tenant.Create("client-grants", acctest.Object{"default_for": "third_party_clients", "audience": appointments, "scope": []string{}})
	tenant.Requests.Reset()

	const go3 = `3 client grants are deleted with API "` + appointments + `"`
	named := []string{"client " + reader, "client " + other + " for its users", "the default for third_party_clients"}
	p = connected(t, tenant)
	api = adopted(p, apiResource, appointments)
	expectDiagnostic(t, p.PlanDestroy(apiResource, api), "warning: "+go3, named...)
	for _, identifier := range []any{"urn:b", acctest.Unknown} {
		expectDiagnostic(t, p.PlanAfter(apiResource, api, acctest.Values{"identifier": identifier}), "warning at identifier: "+go3, append(named, "A different identifier is a different API")...)
	}
	expectLists(t, tenant, 1)

	p = connected(t, tenant)
	api = adopted(p, apiResource, appointments)
	mustHaveNone(t, p.PlanAfter(apiResource, api, acctest.Values{"identifier": appointments, "name": "Renamed"}))
	mustHaveNone(t, p.Plan(apiResource, noState, acctest.Values{"identifier": "urn:b"}))
	expectLists(t, tenant, 0)
	// The scopes that go with the API are no further news.
	allOf := newClient(tenant, "all")
	all := grantTo(tenant, allOf, nil)
	set := adopted(p, scopesResource, appointments)
	expectDiagnostic(t, p.PlanDestroy(apiResource, api), "warning: 4 client grants")
	mustHaveNone(t, p.PlanDestroy(scopesResource, set))
	tenant.Delete("client-grants", all)
	tenant.Requests.Reset()

	// What the plan destroys by itself loses nothing, and is no news.
	p = connected(t, tenant)
	api, grant, scope := adopted(p, apiResource, appointments), adopted(p, grantResource, own), adopted(p, scopeResource, appointments+"::read:a")
	mustHaveNone(t, p.PlanDestroy(grantResource, grant))
	mustHaveNone(t, p.PlanDestroy(scopeResource, scope))
	expectDiagnostic(t, p.PlanDestroy(apiResource, api), `warning: 2 client grants are deleted with API "`+appointments+`"`, named[1:]...)
	expectLists(t, tenant, 1)
}

// removalStates are the states of an API and of its scopes after a refresh.
type removalStates struct {
	api, set acctest.Answer
	scopes   []acctest.Answer
}

func refreshedScopes(t *testing.T, tenant *acctest.Tenant, p *acctest.Plugin, withAPI bool) (states removalStates) {
	t.Helper()
	if withAPI {
		states.api = adopted(p, apiResource, appointments)
	}
	states.set = adopted(p, scopesResource, appointments)
	for _, name := range []string{"read:a", "write:a", "cancel:a"} {
		states.scopes = append(states.scopes, adopted(p, scopeResource, appointments+"::"+name))
	}
	tenant.Requests.Reset()
	return states
}

// Terraform plans a destruction in a process that refreshes nothing: dependents
// first, so scopes before their API.
func TestDestroyingAnAPIWithItsScopesWarnsOfEachLostGrantOnce(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grantTo(tenant, reader, []string{"read:a", "write:a"})
	states := refreshedScopes(t, tenant, connected(t, tenant), true)
	p := connected(t, tenant)
	for _, scope := range states.scopes {
		mustHaveNone(t, p.PlanDestroy(scopeResource, scope))
	}
	mustHaveNone(t, p.PlanDestroy(scopesResource, states.set))
	expectDiagnostic(t, p.PlanDestroy(apiResource, states.api), `warning: 1 client grant is deleted with API "`+appointments+`"`, "client "+reader)
	expectLists(t, tenant, 1)
}

func TestScopesThatAreDestroyedWithoutTheirAPIAreWarnedOf(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grantTo(tenant, reader, []string{"read:a", "write:a"})
	api := acctest.Values{"identifier": appointments}
	const loses = `warning: Grants on API "` + appointments + `" lose the scope`
	t.Run("by the API's plan, which comes later", func(t *testing.T) {
		t.Parallel()
		p := connected(t, tenant)
		states := refreshedScopes(t, tenant, p, true)
		for _, scope := range states.scopes {
			mustHaveNone(t, p.PlanDestroy(scopeResource, scope))
		}
		expectDiagnostic(t, p.PlanAfter(apiResource, states.api, api), loses+`s "read:a", "write:a"`, "client "+reader)
		mustHaveNone(t, p.PlanAfter(apiResource, states.api, api))
	})
	t.Run("by their own, after the API's", func(t *testing.T) {
		t.Parallel()
		p := connected(t, tenant)
		states := refreshedScopes(t, tenant, p, true)
		mustHaveNone(t, p.PlanAfter(apiResource, states.api, api))
		expectDiagnostic(t, p.PlanDestroy(scopeResource, states.scopes[0]), loses+` "read:a"`, "client "+reader)
		mustHaveNone(t, p.PlanDestroy(scopeResource, states.scopes[2]))
	})
	t.Run("by their own, where the API is not managed here", func(t *testing.T) {
		t.Parallel()
		states := refreshedScopes(t, tenant, connected(t, tenant), false)
		p := connected(t, tenant)
		expectDiagnostic(t, p.PlanDestroy(scopeResource, states.scopes[0]), loses+` "read:a"`, "client "+reader)
		expectDiagnostic(t, p.PlanDestroy(scopesResource, states.set), loses+`s "read:a", "write:a"`, "client "+reader)
	})
}

func TestAGrantThatGivesTheScopeUpInTheSamePlanIsNotWarnedOf(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	id := grantTo(tenant, reader, []string{"read:a", "write:a"})
	p := connected(t, tenant)
	grant := adopted(p, grantResource, id)
	set := adopted(p, scopesResource, appointments)
	mustHaveNone(t, p.PlanAfter(grantResource, grant, acctest.Values{"client_id": reader, "audience": appointments, "scopes": list{"read:a"}}))
	mustHaveNone(t, p.PlanAfter(scopesResource, set, scopeSet("read:a", "cancel:a")))
	expectDiagnostic(t, p.PlanAfter(scopesResource, set, scopeSet("write:a", "cancel:a")), `warning at scopes: Grants on API "`+appointments+`" lose the scope "read:a"`, "client "+reader)
}

func TestOneListServesAllWarningsOfAPlan(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	var apis []acctest.Answer
	for n := range 20 {
		identifier := fmt.Sprint("urn:", n)
		tenant.Create("resource-servers", acctest.Object{"identifier": identifier})
		tenant.Create("client-grants", acctest.Object{"client_id": reader, "audience": identifier, "scope": []string{}})
	}
	p := connected(t, tenant)
	for n := range 20 {
		apis = append(apis, adopted(p, apiResource, fmt.Sprint("urn:", n)))
	}
	tenant.Requests.Reset()
	answers := make(chan acctest.Answer)
	for _, api := range apis {
		go func() { answers <- p.PlanDestroy(apiResource, api) }()
	}
	for range apis {
		expectDiagnostic(t, <-answers, `warning: 1 client grant is deleted with API "urn:`)
	}
	if got := len(tenant.Requests.All()); got != 1 {
		t.Errorf("%d requests, want the list", got)
	}
	expectLists(t, tenant, 1)
}

func TestThatGrantsCannotBeListedIsSaidOnceAndBlocksNothing(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grantTo(tenant, reader, nil)
	key, secret := limitedClient(t, tenant, "read:resource_servers", "delete:resource_servers")
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": key, "client_secret": secret})
	// Refreshed before its API, the scope does not leave the warning to the API's plan.
	scope, api := adopted(p, scopeResource, appointments+"::read:a"), adopted(p, apiResource, appointments)
	tenant.Requests.Reset()
	expectDiagnostic(t, p.PlanDestroy(scopeResource, scope), "warning: The affected client grants are unknown",
		"It is correct, but the client grants that this affects could not be read", "Insufficient scope, expected any of: read:client_grants", "Grant the provider's client the scope")
	mustHaveNone(t, p.PlanDestroy(apiResource, api))
	expectLists(t, tenant, 1)
	if gone := p.Destroy(apiResource, api); len(gone.Diagnostics) > 0 || !gone.Value.IsNull() {
		t.Errorf("the API was not deleted: %+v", gone)
	}
}

// limitedClient is a client that may use the Management API with these scopes.
func limitedClient(t *testing.T, tenant *acctest.Tenant, scopes ...string) (id, secret string) {
	t.Helper()
	client := tenant.Create("clients", acctest.Object{"name": "limited", "app_type": "non_interactive", "grant_types": []string{"client_credentials"}})
	id, _ = client["client_id"].(string)
	secret, _ = client["client_secret"].(string)
	tenant.Create("client-grants", acctest.Object{"client_id": id, "audience": tenant.URL + "/api/v2/", "scope": scopes})
	return id, secret
}

func TestAWarningNamesTwentyGrantsAtMost(t *testing.T) {
	t.Parallel()
	tenant, _ := granting(t)
	for n := range 25 {
		grantTo(tenant, newClient(tenant, fmt.Sprint(n)), []string{"read:a"})
	}
	p := connected(t, tenant)
	got := p.PlanDestroy(scopeResource, adopted(p, scopeResource, appointments+"::read:a"))
	expectDiagnostic(t, got, "warning", "and 5 more.")
	if n := strings.Count(got.Diagnostics[0], "client "); n != 20 {
		t.Errorf("it names %d clients, want 20:\n%s", n, got.Diagnostics[0])
	}
}

func TestUnknownConfigurationTellsNothingOfGrants(t *testing.T) {
	t.Parallel()
	tenant, reader := granting(t)
	grantTo(tenant, reader, nil)
	p := connected(t, tenant)
	states := map[string]acctest.Answer{
		apiResource: adopted(p, apiResource, appointments), scopesResource: adopted(p, scopesResource, appointments),
		scopeResource: adopted(p, scopeResource, appointments+"::read:a"),
	}
	pending := halfKnown(t)
	for resource, state := range states {
		mustHaveNone(t, pending.PlanDestroy(resource, state))
	}
	mustHaveNone(t, pending.PlanAfter(scopesResource, states[scopesResource], scopeSet("read:a")))
	mustHaveNone(t, pending.Plan(grantResource, noState, acctest.Values{"client_id": reader, "audience": appointments, "scopes": list{"none:a"}}))
}
