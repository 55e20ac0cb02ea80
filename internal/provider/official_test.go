package provider_test

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// officialStandIn stands in for the official provider (auth0/auth0) in one
// configuration with ours: it sends the requests that its acceptance tests were
// recorded with in 2025 and 2026, and remembers the answers, as its state would.
type officialStandIn struct {
	tenant *acctest.Tenant
}

// change sends the whole of what its configuration says of an object, as each of
// its updates does.
func (o officialStandIn) change(path string, body acctest.Object) {
	o.tenant.API(http.MethodPatch, path, body, nil)
}

// refreshed is what it reads of an API, a client and the client's grants on the
// API.
func (o officialStandIn) refreshed(apiID, clientID string) map[string]any {
	seen := map[string]any{}
	for _, path := range []string{
		"/resource-servers/" + apiID,
		"/resource-servers/" + url.PathEscape(appointments), // its scope resources
		"/clients/" + clientID,
		"/clients/" + clientID + "?fields=client_id,app_type&include_fields=true", // its client credentials
		"/client-grants?audience=" + url.QueryEscape(appointments) + "&client_id=" + clientID + "&include_totals=true&per_page=50",
	} {
		var answer any
		o.tenant.API(http.MethodGet, path, nil, &answer)
		if object, isObject := answer.(acctest.Object); isObject {
			delete(object, "updated_at")
		}
		seen[path] = answer
	}
	return seen
}

// resourcesOf are our resources of one configuration, by type.
type resourcesOf map[string]acctest.Values

// order is that of creation.
func (resourcesOf) order() []string {
	return []string{"auth0api_resource_server", "auth0api_resource_server_scope", "auth0api_client", grantResource}
}

// unchanged refreshes our resources and expects that they plan nothing.
func (r resourcesOf) unchanged(t *testing.T, p *acctest.Plugin, states map[string]acctest.Answer, when string) {
	t.Helper()
	for kind, state := range states {
		read := p.ReadAfter(kind, state)
		mustHaveNone(t, read)
		plan := p.PlanAfter(kind, read, r[kind])
		mustHaveNone(t, plan)
		if !plan.Value.Equal(read.Value) {
			differences, _ := plan.Value.Diff(read.Value)
			t.Errorf("%s: %s plans %v", when, kind, differences)
		}
	}
}

// Ours creates the objects, and the official provider writes to each of them
// what it has: its settings of the API, its own scope beside ours, the client,
// its credentials, the grant. Ours plans nothing.
func TestTheOfficialProviderWritesToOurObjects(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	other := officialStandIn{tenant}
	p := connected(t, tenant)
	states := map[string]acctest.Answer{}
	config := resourcesOf{
		"auth0api_resource_server":       {"identifier": appointments, "name": "Appointments", "allow_offline_access": true, "token_lifetime": int64(7200), "token_lifetime_for_web": int64(3600)},
		"auth0api_resource_server_scope": {"resource_server_identifier": appointments, "scope": "read:a", "description": "Read"},
		"auth0api_client":                {"name": "Reader", "app_type": "regular_web", "callbacks": []any{"https://a.example.test/cb"}},
	}
	for _, kind := range config.order()[:3] {
		states[kind] = p.Apply(kind, noState, config[kind])
		mustHaveNone(t, states[kind])
	}
	apiID, client := fmt.Sprint(states["auth0api_resource_server"].Attribute("id")), fmt.Sprint(states["auth0api_client"].Attribute("id"))
	config[grantResource] = acctest.Values{"client_id": client, "audience": appointments, "scopes": []any{"read:a"}}
	states[grantResource] = p.Apply(grantResource, noState, config[grantResource])
	mustHaveNone(t, states[grantResource])

	other.change("/resource-servers/"+apiID, acctest.Object{
		"name": "Appointments", "signing_alg": "RS256", "allow_offline_access": true, "token_lifetime": 7200, "token_lifetime_for_web": 3600,
		"skip_consent_for_verifiable_first_party_clients": true, "enforce_policies": false,
	})
	other.change("/resource-servers/"+url.PathEscape(appointments), acctest.Object{"scopes": []acctest.Object{
		{"value": "read:a", "description": "Read"}, {"value": "write:a", "description": "Write"},
	}})
	other.change("/clients/"+client, acctest.Object{"name": "Reader", "app_type": "regular_web", "callbacks": []string{"https://a.example.test/cb"}, "is_first_party": true, "jwt_configuration": acctest.Object{"alg": "RS256"}})
	other.change("/client-grants/"+fmt.Sprint(states[grantResource].Attribute("id")), acctest.Object{"scope": []string{"read:a"}})
	_, public := keyPair(t)
	credential := tenant.Create("clients/"+client+"/credentials", acctest.Object{"name": "key", "credential_type": "public_key", "pem": public, "alg": "RS256"})
	other.change("/clients/"+client, acctest.Object{
		"client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": []acctest.Object{{"id": credential["id"]}}}}, "token_endpoint_auth_method": nil,
	})
	config.unchanged(t, connected(t, tenant), states, "after the official provider's writes")
	other.change("/clients/"+client, acctest.Object{"client_authentication_methods": nil, "signed_request_object": nil, "token_endpoint_auth_method": "client_secret_basic"})
	tenant.Delete("clients/"+client+"/credentials", fmt.Sprint(credential["id"]))
	config.unchanged(t, connected(t, tenant), states, "after the official provider took its key back")

	// Ours destroys what is its own, and leaves the other provider's scope.
	p = connected(t, tenant)
	mustHaveNone(t, p.Destroy("auth0api_resource_server_scope", states["auth0api_resource_server_scope"]))
	if scopes := tenant.Scopes(appointments); len(scopes) != 1 || scopes["write:a"] != "Write" {
		t.Errorf("the API has the scopes %v, want the other provider's", scopes)
	}
	for _, kind := range []string{grantResource, "auth0api_client", "auth0api_resource_server"} {
		mustHaveNone(t, p.Destroy(kind, states[kind]))
	}
	onlyTheAdmin(t, tenant)
}

// The official provider creates API and client, and ours manages a scope and a
// grant on them, and reads them. The official provider sees nothing of its own
// changed, before and after it writes its own again.
func TestWeWriteToTheOfficialProvidersObjects(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	other := officialStandIn{tenant}
	api := tenant.Create("resource-servers", acctest.Object{"identifier": appointments})
	made := tenant.Create("clients", acctest.Object{"name": "Reader", "is_first_party": true, "custom_login_page_on": true})
	apiID, client := fmt.Sprint(api["id"]), fmt.Sprint(made["client_id"])
	other.change("/resource-servers/"+url.PathEscape(appointments), acctest.Object{"scopes": []acctest.Object{{"value": "write:a", "description": "Write"}}})
	before := other.refreshed(apiID, client)

	config := resourcesOf{
		"auth0api_resource_server_scope": {"resource_server_identifier": appointments, "scope": "read:a"},
		grantResource:                    {"client_id": client, "audience": appointments, "scopes": []any{"read:a"}},
	}
	p := connected(t, tenant)
	states := map[string]acctest.Answer{}
	for _, kind := range []string{"auth0api_resource_server_scope", grantResource} {
		states[kind] = p.Apply(kind, noState, config[kind])
		mustHaveNone(t, states[kind])
	}
	mustHaveNone(t, p.ReadData("auth0api_client", acctest.Values{"client_id": client}))
	if scopes := tenant.Scopes(appointments); len(scopes) != 2 || scopes["write:a"] != "Write" {
		t.Errorf("the API has the scopes %v", scopes)
	}
	own := []string{"/clients/" + client, "/clients/" + client + "?fields=client_id,app_type&include_fields=true"}
	for _, path := range own {
		if now := other.refreshed(apiID, client)[path]; !reflect.DeepEqual(now, before[path]) {
			t.Errorf("the official provider's %s is %v, was %v", path, now, before[path])
		}
	}
	other.change("/resource-servers/"+apiID, acctest.Object{
		"name": "Appointments", "signing_alg": "RS256", "allow_offline_access": false, "token_lifetime": 7200, "token_lifetime_for_web": 3600,
		"skip_consent_for_verifiable_first_party_clients": true, "enforce_policies": false, "token_dialect": "access_token",
	})
	other.change("/clients/"+client, acctest.Object{"name": "Reader", "is_first_party": true, "custom_login_page_on": true})
	config.unchanged(t, connected(t, tenant), states, "after the official provider's writes")

	p = connected(t, tenant)
	for _, kind := range []string{grantResource, "auth0api_resource_server_scope"} {
		mustHaveNone(t, p.Destroy(kind, states[kind]))
	}
	after := other.refreshed(apiID, client)
	for _, path := range append(own, "/client-grants?audience="+url.QueryEscape(appointments)+"&client_id="+client+"&include_totals=true&per_page=50") {
		if !reflect.DeepEqual(after[path], before[path]) {
			t.Errorf("destroyed, it leaves %s as %v, was %v", path, after[path], before[path])
		}
	}
	if scopes := tenant.Scopes(appointments); len(scopes) != 1 || scopes["write:a"] != "Write" {
		t.Errorf("destroyed, it leaves the scopes %v", scopes)
	}
}
