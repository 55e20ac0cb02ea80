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
