package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const (
	grantsRoute = "/api/v2/client-grants"
	grantRoute  = "/api/v2/client-grants/{id}"
)

// granting is a tenant with an API of three scopes and a client, whose ID it
// returns.
func granting(t *testing.T, options ...mocktest.Option) (tenant *acctest.Tenant, client string) {
	t.Helper()
	tenant = acctest.NewTenant(t, options...)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "name": "Appointments", "scopes": []acctest.Object{
		{"value": "read:a"}, {"value": "write:a"}, {"value": "cancel:a"},
	}})
	return tenant, newClient(tenant, "c")
}

// newClient makes a client behind Terraform's back.
func newClient(tenant *acctest.Tenant, name string) string {
	id, _ := tenant.Create("clients", acctest.Object{"name": name, "app_type": "non_interactive"})["client_id"].(string)
	return id
}

func TestAGrantThatExistsIsAdoptedWithAWarning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		existing acctest.Object
		planned  acctest.Values
		// before and after are what the warning says.
		before, after string
		patched       bool
		want          acctest.Object
	}{
		"the same scopes in another order": {
			existing: acctest.Object{"scope": []string{"write:a", "read:a"}},
			planned:  acctest.Values{"scopes": []any{"read:a", "write:a"}},
			before:   "read:a, write:a", after: "read:a, write:a",
			want: acctest.Object{"scope": []any{"write:a", "read:a"}},
		},
		"other scopes": {
			existing: acctest.Object{"scope": []string{"read:a", "cancel:a"}},
			planned:  acctest.Values{"scopes": []any{"write:a"}},
			before:   "cancel:a, read:a", after: "write:a",
			patched: true, want: acctest.Object{"scope": []any{"write:a"}},
		},
		"no scopes": {
			existing: acctest.Object{"scope": []string{"read:a"}},
			planned:  acctest.Values{"scopes": []any{}},
			before:   "read:a", after: "no scopes",
			patched: true, want: acctest.Object{"scope": []any{}},
		},
		"some scopes after all": {
			existing: acctest.Object{"allow_all_scopes": true},
			planned:  acctest.Values{"scopes": []any{"read:a"}},
			before:   "all scopes of the API", after: "read:a",
			patched: true, want: acctest.Object{"scope": []any{"read:a"}, "allow_all_scopes": false},
		},
		"all scopes after some": {
			existing: acctest.Object{"scope": []string{"read:a"}},
			planned:  acctest.Values{"allow_all_scopes": true},
			before:   "read:a", after: "all scopes of the API",
			patched: true, want: acctest.Object{"allow_all_scopes": true},
		},
		"all scopes after all": {
			existing: acctest.Object{"allow_all_scopes": true},
			planned:  acctest.Values{"allow_all_scopes": true},
			before:   "all scopes of the API", after: "all scopes of the API",
			want: acctest.Object{"allow_all_scopes": true},
		},
		"of a user": {
			existing: acctest.Object{"scope": []string{"read:a"}, "subject_type": "user"},
			planned:  acctest.Values{"scopes": []any{"read:a"}, "subject_type": "user"},
			before:   "read:a", after: "read:a",
			want: acctest.Object{"scope": []any{"read:a"}, "subject_type": "user"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, client := granting(t)
			body := maps.Clone(c.existing)
			body["client_id"], body["audience"] = client, appointments
			id, _ := tenant.Create("client-grants", body)["id"].(string)
			p := connected(t, tenant)
			c.planned["client_id"], c.planned["audience"] = client, appointments
			got := p.Apply("auth0api_client_grant", noState, c.planned)

			expectDiagnostic(t, got, "warning: A client grant existed and was adopted", id, client, appointments,
				"It permitted "+c.before+"; now it permits "+c.after+",", "destroying this resource removes it")
			if got.Attribute("id") != id {
				t.Errorf("the state has id %v, want %s", got.Attribute("id"), id)
			}
			requests := map[string]int{"POST " + tokenRoute: 1, "POST " + grantsRoute: 1, "GET " + grantsRoute: 1}
			if c.patched {
				requests["PATCH "+grantRoute] = 1
			}
			if counts := tenant.Requests.Counts(); !maps.Equal(counts, requests) {
				t.Errorf("the requests are %v, want %v", counts, requests)
			}
			grants := tenant.List("client-grants")
			if len(grants) != 2 { // the admin's own
				t.Errorf("the tenant has %v", grants)
			}
			expectGrant(t, tenant, id, c.want)
			if again := p.Plan("auth0api_client_grant", got.Value, c.planned); !again.Value.Equal(got.Value) {
				t.Errorf("the next plan is %s, want nothing to do after %s", again.Value, got.Value)
			}
		})
	}
}

func TestAGrantOfAnotherSubjectTypeIsNotAdopted(t *testing.T) {
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

func TestAnAdoptionThatIsRefusedChangesNothing(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	id, _ := tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": appointments, "scope": []string{"read:a"}})["id"].(string)
	got := connected(t, tenant).Apply("auth0api_client_grant", noState, acctest.Values{
		"client_id": client, "audience": appointments, "scopes": []any{"fly:a"},
	})
	expectDiagnostic(t, got, "error at scopes: Creating the grant of client", "fly:a")
	if !got.Value.IsNull() {
		t.Errorf("the state is %s, want none", got.Value)
	}
	expectGrant(t, tenant, id, acctest.Object{"scope": []any{"read:a"}})
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
	got := connected(t, tenant).Apply("auth0api_client_grant", noState, acctest.Values{"client_id": client, "audience": appointments, "scopes": []any{}})
	expectDiagnostic(t, got, "error: A client grant is in the way and cannot be found", client, "terraform apply again")
}

// expectGrant checks settings of a grant in the tenant.
func expectGrant(t *testing.T, tenant *acctest.Tenant, id string, want acctest.Object) {
	t.Helper()
	var got acctest.Object
	tenant.API(http.MethodGet, "/client-grants/"+id, nil, &got)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		list, isList := want[name].([]any)
		if isList && !slices.Equal(texts(got[name]), texts(list)) || !isList && got[name] != want[name] {
			t.Errorf("the grant's %s is %v, want %v", name, got[name], want[name])
		}
	}
}

// texts are the sorted elements of a JSON list.
func texts(list any) []string {
	elements, _ := list.([]any)
	out := make([]string, len(elements))
	for i, e := range elements {
		out[i], _ = e.(string)
	}
	slices.Sort(out)
	return out
}
