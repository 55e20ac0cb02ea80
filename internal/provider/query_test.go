package provider_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// queryTenant has two APIs besides the system's, a client and two grants.
func queryTenant(t *testing.T) (tenant *acctest.Tenant, clientID string, grants []string) {
	t.Helper()
	tenant = acctest.NewTenant(t)
	for _, identifier := range []string{"urn:a", "urn:b"} {
		tenant.Create("resource-servers", acctest.Object{
			"identifier": identifier, "name": "API " + identifier,
			"scopes": []acctest.Object{{"value": "read", "description": "Reads"}, {"value": "write"}},
		})
	}
	clientID = newClient(tenant, "reader")
	for _, audience := range []string{"urn:a", "urn:b"} {
		grant := tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": audience, "scope": []string{"read"}})
		grants = append(grants, fmt.Sprint(grant["id"]))
	}
	return tenant, clientID, grants
}

func TestAQueryFindsWhatItsFiltersSelect(t *testing.T) {
	t.Parallel()
	tenant, clientID, grants := queryTenant(t)
	p := connected(t, tenant)
	system := tenant.URL + "/api/v2/"
	for name, c := range map[string]struct {
		resource string
		config   acctest.Values
		limit    int64
		want     []string // identities
		requests int
	}{
		"APIs, not the system's": {"auth0api_resource_server", acctest.Values{"is_system": false}, 0, []string{"urn:a", "urn:b"}, 1},
		"the system's":           {"auth0api_resource_server", acctest.Values{"is_system": true}, 0, []string{system}, 1},
		"APIs by identifier":     {"auth0api_resource_server", acctest.Values{"identifiers": []any{"urn:b", "urn:none"}}, 0, []string{"urn:b"}, 1},
		"APIs by name":           {"auth0api_resource_server", acctest.Values{"name_filter": "urn:a"}, 0, []string{"urn:a"}, 1},
		"one API":                {"auth0api_resource_server", acctest.Values{"name_filter": "API urn"}, 1, []string{"urn:a"}, 1},
		"scopes":                 {"auth0api_resource_server_scope", acctest.Values{"resource_server_identifiers": []any{"urn:a"}}, 0, []string{"urn:a read", "urn:a write"}, 1},
		"one scope":              {"auth0api_resource_server_scope", acctest.Values{"resource_server_identifiers": []any{"urn:a"}}, 1, []string{"urn:a read"}, 1},
		"sets of scopes":         {"auth0api_resource_server_scopes", acctest.Values{"resource_server_identifiers": []any{"urn:a", "urn:b"}}, 0, []string{"urn:a", "urn:b"}, 1},
		"sets of grants":         {"auth0api_resource_server_grants", acctest.Values{"resource_server_identifiers": []any{"urn:a", "urn:none"}}, 0, []string{"urn:a"}, 1},
		"clients by name":        {"auth0api_client", acctest.Values{"name_filter": "reade"}, 0, []string{clientID}, 1},
		"clients by type":        {"auth0api_client", acctest.Values{"app_types": []any{"spa"}}, 0, nil, 1},
		"grants by client":       {"auth0api_client_grant", acctest.Values{"client_id": clientID}, 0, grants, 1},
		"grants by API":          {"auth0api_client_grant", acctest.Values{"audience": "urn:b", "subject_type": "client"}, 0, grants[1:], 1},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(tenant.Requests.All())
			found := p.Query(c.resource, c.config, true, c.limit)
			var got []string
			for _, one := range found {
				if len(one.Diagnostics) > 0 || one.Display == "" {
					t.Errorf("got %+v", one)
				}
				// Sorted by the attributes' names.
				values := make([]string, 0, len(one.Identity))
				for _, attribute := range slices.Sorted(maps.Keys(one.Identity)) {
					values = append(values, one.Identity[attribute])
				}
				got = append(got, strings.Join(values, " "))
			}
			slices.Sort(got)
			// Not in place: two cases share a list.
			if !slices.Equal(got, slices.Sorted(slices.Values(c.want))) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			requests := 0
			for _, r := range tenant.Requests.All()[before:] {
				if strings.HasPrefix(r.Path, "/api/v2/") {
					requests++
				}
			}
			if requests != c.requests {
				t.Errorf("it took %d requests, want %d", requests, c.requests)
			}
		})
	}
}

// What a query finds is what an import of its identity and the read after it
// have, less the secrets, which a list leaves out.
func TestWhatAQueryFindsIsWhatAnImportOfItsIdentityHas(t *testing.T) {
	t.Parallel()
	tenant, clientID, _ := queryTenant(t)
	p := connected(t, tenant)
	for resource, config := range map[string]acctest.Values{
		"auth0api_resource_server":        {"identifiers": []any{"urn:a"}},
		"auth0api_resource_server_scope":  {"resource_server_identifiers": []any{"urn:a"}},
		"auth0api_resource_server_scopes": {"resource_server_identifiers": []any{"urn:a"}},
		"auth0api_resource_server_grants": {"resource_server_identifiers": []any{"urn:a"}},
		"auth0api_client":                 {"name_filter": "reader"},
		"auth0api_client_grant":           {"client_id": clientID},
	} {
		t.Run(resource, func(t *testing.T) {
			found := p.Query(resource, config, true, 0)
			if len(found) == 0 {
				t.Fatal("nothing was found")
			}
			for _, one := range found {
				imported := p.ImportIdentity(resource, one.Identity)
				mustHaveNone(t, imported)
				read := p.Read(resource, imported.Value)
				mustHaveNone(t, read)
				diff, err := read.Value.Diff(one.Object.Value)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range diff {
					if !strings.Contains(d.Path.String(), "secret") && len(d.Path.Steps()) > 0 {
						t.Errorf("%v: %s", one.Identity, d)
					}
				}
			}
		})
	}
}

func TestAQueryPagesNoFurtherThanItsLimit(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 250 {
		newClient(tenant, fmt.Sprint("client ", i))
	}
	p := connected(t, tenant)
	for limit, requests := range map[int64]int{50: 1, 150: 2, 0: 3} {
		before := tenant.Requests.Count(http.MethodGet, clientsRoute)
		if found := p.Query("auth0api_client", nil, false, limit); limit > 0 && int64(len(found)) != limit || found[0].Object.Value.Type() != nil {
			t.Errorf("%d were found, want %d without their objects", len(found), limit)
		}
		if got := tenant.Requests.Count(http.MethodGet, clientsRoute) - before; got != requests {
			t.Errorf("a limit of %d took %d requests, want %d", limit, got, requests)
		}
	}
}

func TestAQueryThatFailsSaysWhy(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 1001 {
		tenant.Create("resource-servers", acctest.Object{"identifier": fmt.Sprint("urn:", i)})
	}
	found := connected(t, tenant).Query("auth0api_resource_server", nil, false, 0)
	if len(found) != 1 || len(found[0].Diagnostics) != 1 || !strings.HasPrefix(found[0].Diagnostics[0], "error at identifiers: The tenant has more APIs than the service lists: There are 1002") {
		t.Errorf("got %+v, want that there are too many APIs", found)
	}
}

func TestWhatIsGoneNeedsNoIdentityToBeRemoved(t *testing.T) {
	t.Parallel()
	tenant, _, _ := queryTenant(t)
	p := connected(t, tenant)
	for _, resource := range []string{"auth0api_resource_server", "auth0api_resource_server_scopes", "auth0api_client", "auth0api_client_credentials", "auth0api_client_grant"} {
		imported := p.Import(resource, "gone")
		mustHaveNone(t, imported)
		read := p.Read(resource, imported.Value)
		mustHaveNone(t, read)
		if !read.Value.IsNull() {
			t.Errorf("%s: got %s, want none", resource, read.Value)
		}
	}
}
