package provider_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// existingObjects are a resource of each kind that has a natural key, and the
// object that is in its way.
func existingObjects(t *testing.T, adopt bool) (p *acctest.Plugin, tenant *acctest.Tenant, cases map[string]existingObject) {
	t.Helper()
	tenant, client := granting(t)
	api, _ := tenant.Create("resource-servers", acctest.Object{"identifier": "urn:b", "name": "B", "scopes": []acctest.Object{{"value": "r", "description": "Reads"}}})["id"].(string)
	grant, _ := tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": appointments, "scope": []string{"write:a", "read:a"}})["id"].(string)
	p = connectedWith(t, tenant, acctest.Values{"adopt_existing": adopt})
	return p, tenant, map[string]existingObject{
		apiResource: {
			id: api, asPlanned: acctest.Values{"identifier": "urn:b", "name": "B"}, other: acctest.Values{"identifier": "urn:b", "name": "C"},
			at: "identifier", says: []string{`API "urn:b"`, `Its name is "B".`},
		},
		grantResource: {
			id:        grant,
			asPlanned: acctest.Values{"client_id": client, "audience": appointments, "scopes": list{"read:a", "write:a"}},
			other:     acctest.Values{"client_id": client, "audience": appointments, "scopes": list{"read:a"}},
			at:        "client_id", says: []string{client, appointments, "It permits read:a, write:a."},
		},
		scopeResource: {
			id:        "urn:b::r",
			asPlanned: acctest.Values{"resource_server_identifier": "urn:b", "scope": "r", "description": "Reads"},
			other:     acctest.Values{"resource_server_identifier": "urn:b", "scope": "r"},
			at:        "scope", says: []string{`scope "r" of API "urn:b"`, `Its description is "Reads".`},
		},
		scopesResource: {
			id:        "urn:b",
			asPlanned: acctest.Values{"resource_server_identifier": "urn:b", "scopes": list{acctest.Values{"name": "r", "description": "Reads"}}},
			other:     acctest.Values{"resource_server_identifier": "urn:b", "scopes": list{acctest.Values{"name": "w"}}},
			at:        "scopes", says: []string{`the scopes of API "urn:b"`, "They are r."},
		},
	}
}

type existingObject struct {
	id               string
	asPlanned, other acctest.Values
	// at is the attribute of the error, and says what the error says.
	at   string
	says []string
}

func TestACreateThatMeetsAnExistingObjectIsAnError(t *testing.T) {
	t.Parallel()
	_, _, cases := existingObjects(t, false)
	for resource := range cases {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			p, tenant, cases := existingObjects(t, false)
			c := cases[resource]
			before := contentOf(t, tenant)
			tenant.Requests.Reset()
			got := p.Apply(resource, noState, c.asPlanned)
			expectDiagnostic(t, got, "error at "+c.at+": ", append(c.says, " already: Creating", "nothing was changed",
				"import {\n    to = "+resource+".NAME\n    id = \""+c.id+"\"\n  }", "moved {", "adopt_existing = true")...)
			if !got.Value.IsNull() {
				t.Errorf("the state is %s, want none", got.Value)
			}
			counts := tenant.Requests.Counts()
			delete(counts, "POST "+tokenRoute)
			total := 0
			for _, count := range counts {
				total += count
			}
			if total > 2 {
				t.Errorf("the requests are %v, want the create and one to learn the ID", counts)
			}
			if after := contentOf(t, tenant); after != before {
				t.Errorf("the tenant has changed: %s\nwas %s", after, before)
			}
			imported := connected(t, tenant).Import(resource, c.id)
			if imported.Value.Type() == nil {
				t.Errorf("the ID of the error cannot be imported: %v", imported.Diagnostics)
			}
		})
	}
}

func TestAdoptExistingTakesOverWhatIsAsPlanned(t *testing.T) {
	t.Parallel()
	_, _, cases := existingObjects(t, false)
	for resource := range cases {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			p, _, cases := existingObjects(t, true)
			c := cases[resource]
			expectDiagnostic(t, p.Apply(resource, noState, c.other), "error at "+c.at+": ", " already: Creating", c.id)
			p, _, cases = existingObjects(t, true)
			c = cases[resource]
			got := p.Apply(resource, noState, c.asPlanned)
			expectDiagnostic(t, got, "warning at "+c.at+": Taken over: ", "adopt_existing is set", c.id)
			if got.Attribute("id") != c.id {
				t.Errorf("the state has the ID %v, want %s", got.Attribute("id"), c.id)
			}
			if plan := p.PlanAfter(resource, got, c.asPlanned); !plan.Value.Equal(got.Value) {
				t.Errorf("the next plan is %s after %s", plan.Value, got.Value)
			}
		})
	}
}

func TestTheSecondOfTwoBlocksIsRefusedAtPlan(t *testing.T) {
	t.Parallel()
	_, _, cases := existingObjects(t, false)
	for resource, c := range cases {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			p := connected(t, tenant)
			mustHaveNone(t, p.Plan(resource, noState, c.asPlanned))
			expectDiagnostic(t, p.Plan(resource, noState, c.other), "error at ", "Two blocks declare", "Remove one of the blocks")
		})
	}
}

func TestAPlanThatDestroysAndCreatesOneKeyNamesTheMovedBlock(t *testing.T) {
	t.Parallel()
	_, _, cases := existingObjects(t, true)
	for resource := range cases {
		for _, destroyFirst := range []bool{true, false} {
			t.Run(resource, func(t *testing.T) {
				t.Parallel()
				adopting, tenant, cases := existingObjects(t, true)
				c := cases[resource]
				state := adopting.Apply(resource, noState, c.asPlanned)
				p := connected(t, tenant)
				destroy := func() acctest.Answer { return p.PlanDestroy(resource, state) }
				create := func() acctest.Answer { return p.Plan(resource, noState, c.asPlanned) }
				first, second := create, destroy
				if destroyFirst {
					first, second = destroy, create
				}
				for _, line := range first().Diagnostics {
					t.Logf("the first says %s", line)
				}
				expectDiagnostic(t, second(), "warning", "Destroyed and created: ", "moved {\n    from = "+resource+".OLD_NAME")
			})
		}
	}
}

// A destroy in the run that took an object over for another address leaves it.
func TestADestroyKeepsWhatTheSameRunTookOver(t *testing.T) {
	t.Parallel()
	_, _, cases := existingObjects(t, true)
	for resource := range cases {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			first, tenant, cases := existingObjects(t, true)
			c := cases[resource]
			old := first.Apply(resource, noState, c.asPlanned)
			p := connectedWith(t, tenant, acctest.Values{"adopt_existing": true})
			expectDiagnostic(t, p.Apply(resource, noState, c.asPlanned), "warning at "+c.at+": Taken over: ")
			before := contentOf(t, tenant)
			expectDiagnostic(t, p.Destroy(resource, old), "warning: Kept: ", "another resource address")
			if after := contentOf(t, tenant); after != before {
				t.Errorf("the tenant has changed: %s\nwas %s", after, before)
			}
		})
	}
}

func TestAGrantInTheWayThatCannotBeFoundIsAnError(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost && r.URL.Path == grantsRoute {
				w.WriteHeader(http.StatusConflict)
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	got := connected(t, tenant).Apply(grantResource, noState, acctest.Values{"client_id": client, "audience": appointments, "scopes": list{}})
	expectDiagnostic(t, got, "error at client_id: ", client, "has none when asked for it", "terraform apply again")
}

func TestAGrantOfAnotherSubjectTypeIsAnotherGrant(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": appointments, "scope": []string{"read:a"}})
	got := connected(t, tenant).Apply("auth0api_client_grant", noState, acctest.Values{
		"client_id": client, "audience": appointments, "scopes": []any{"write:a"}, "subject_type": "user",
	})
	mustHaveNone(t, got)
	if n := len(tenant.List("client-grants")); n != 3 {
		t.Errorf("the tenant has %d grants, want the admin's and two", n)
	}
}

// contentOf is what the tenant has, as text.
func contentOf(t *testing.T, tenant *acctest.Tenant) string {
	t.Helper()
	all := acctest.Object{}
	for _, kind := range []string{"resource-servers", "clients", "client-grants"} {
		all[kind] = tenant.List(kind)
	}
	encoded, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
