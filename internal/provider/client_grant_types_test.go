package provider_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// fourGrantTypes has a tenant give a new client the grant types that the service
// gives it whatever its type, as the official provider's client tests of 2026
// record: user flows included, and no client_credentials for a public one.
func fourGrantTypes(tenant http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == clientsRoute {
			var sent acctest.Object
			_ = json.NewDecoder(r.Body).Decode(&sent)
			if _, given := sent["grant_types"]; !given {
				grantTypes := []string{"authorization_code", "implicit", "refresh_token", "client_credentials"}
				if sent["token_endpoint_auth_method"] == "none" {
					grantTypes = grantTypes[:3]
				}
				sent["grant_types"] = grantTypes
			}
			body, _ := json.Marshal(sent)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		}
		tenant.ServeHTTP(w, r)
	})
}

func TestAMachineToMachineClientIsCreatedWithItsGrantType(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(fourGrantTypes))
	p := connected(t, tenant)
	const resource = "auth0api_client"
	machine, all := []any{"client_credentials"}, []any{"authorization_code", "implicit", "refresh_token", "client_credentials"}
	for name, c := range map[string]struct {
		config        acctest.Values
		planned, want any
	}{
		"nothing but a name": {acctest.Values{}, machine, machine},
		"the type":           {acctest.Values{"app_type": "non_interactive", "token_endpoint_auth_method": "client_secret_basic"}, machine, machine},
		"a public one":       {acctest.Values{"token_endpoint_auth_method": "none"}, acctest.Unknown, all[:3]},
		"another type":       {acctest.Values{"app_type": "regular_web"}, acctest.Unknown, all},
		"its own":            {acctest.Values{"grant_types": []any{"client_credentials", "refresh_token"}}, []any{"client_credentials", "refresh_token"}, []any{"client_credentials", "refresh_token"}},
		"none":               {acctest.Values{"grant_types": []any{}}, []any{}, []any{}},
	} {
		c.config["name"] = name
		if plan := p.Plan(resource, noState, c.config); !reflect.DeepEqual(plan.Attribute("grant_types"), c.planned) {
			t.Errorf("%s: the planned grant types are %v, want %v", name, plan.Attribute("grant_types"), c.planned)
		}
		state := p.Apply(resource, noState, c.config)
		mustHaveNone(t, state)
		if got := clientNamed(t, tenant, name)["grant_types"]; !reflect.DeepEqual(got, c.want) || !reflect.DeepEqual(state.Attribute("grant_types"), c.want) {
			t.Errorf("%s: the tenant has the grant types %v and the state %v, want %v", name, got, state.Attribute("grant_types"), c.want)
		}
		emptyAfter(t, name, p, resource, state, c.config)
	}

	// Not known yet, so neither are the grant types.
	for _, unknown := range []string{"app_type", "token_endpoint_auth_method"} {
		if plan := p.Plan(resource, noState, acctest.Values{"name": "c", unknown: acctest.Unknown}); plan.Attribute("grant_types") != acctest.Unknown {
			t.Errorf("with %s unknown the planned grant types are %v", unknown, plan.Attribute("grant_types"))
		}
	}
}

// A client that exists keeps its grant types: an import plans no change of
// them, and neither does another type, or a setting that is removed.
func TestGrantTypesOfAClientThatExistsFollowTheTenant(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	const resource = "auth0api_client"
	all := []any{"authorization_code", "implicit", "refresh_token", "client_credentials"}
	id, _ := tenant.Create("clients", acctest.Object{"name": "c", "app_type": "non_interactive", "grant_types": all})["client_id"].(string)
	imported := p.ReadAfter(resource, p.Import(resource, id))
	mustHaveNone(t, imported)
	config := acctest.Values{"name": "c", "app_type": "non_interactive"}
	state := emptyAfter(t, "imported", p, resource, imported, config)
	for _, appType := range []string{"regular_web", "non_interactive"} {
		state = p.ApplyAfter(resource, state, acctest.Values{"name": "c", "app_type": appType})
		mustHaveNone(t, state)
		if got := state.Attribute("grant_types"); !reflect.DeepEqual(got, all) {
			t.Errorf("as %s the client has the grant types %v", appType, got)
		}
	}
	state = p.ApplyAfter(resource, state, acctest.Values{"name": "c", "grant_types": []any{"authorization_code"}})
	mustHaveNone(t, state)
	if plan := p.PlanAfter(resource, state, acctest.Values{"name": "c"}); !plan.Value.Equal(state.Value) {
		t.Errorf("without grant_types the plan is %s", plan.Value)
	}
}
