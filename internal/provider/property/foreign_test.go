package property_test

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// What the tenant has before Terraform runs, and what no configuration names.
const (
	foreignAPI   = "urn:foreign"
	foreignScope = "foreign:scope"
	foreignRole  = "foreign"
)

// foreign are the IDs of those objects.
type foreign struct{ role, grant string }

func userIDs() []string { return []string{"auth0|one", "auth0|two"} }

func organizationNames() []string { return []string{"acme", "globex"} }

// prepare creates the users and organizations of the world, which Terraform does not
// manage, and the foreign objects.
func (m tenant) prepare(w *world) (f foreign) {
	m.Create("resource-servers", acctest.Object{"identifier": foreignAPI, "scopes": []acctest.Object{{"value": foreignScope}}})
	f.role = text(m.Create("roles", acctest.Object{"name": foreignRole})["id"])
	f.grant = text(m.Create("client-grants", acctest.Object{
		"client_id": m.ClientID, "audience": foreignAPI, "scope": []string{}, "organization_usage": "allow",
	})["id"])
	for _, id := range userIDs() {
		u := newUser(id)
		m.Create("users", acctest.Object{
			"connection": "Username-Password-Authentication", "user_id": u.rolesLabel, "email": u.rolesLabel + "@example.test",
		})
		w.users = append(w.users, u)
	}
	for _, name := range organizationNames() {
		o := &organization{name: name, id: text(m.Create("organizations", acctest.Object{"name": name})["id"])}
		m.API(http.MethodPost, "/organizations/"+o.id+"/client-grants", acctest.Object{"grant_id": f.grant}, nil)
		w.organizations = append(w.organizations, o)
	}
	return f
}

// permissionsOf are the permissions of a role, or the direct ones of a user.
func (m tenant) permissionsOf(path string) (permissions []acctest.Object) {
	m.API(http.MethodGet, path, nil, &permissions)
	return slices.DeleteFunc(permissions, func(p acctest.Object) bool {
		sources, ofUser := p["sources"].([]any)
		return ofUser && !slices.ContainsFunc(sources, func(each any) bool {
			source, _ := each.(map[string]any)
			return source["source_type"] == "DIRECT"
		})
	})
}

func (m tenant) addForeignPermission(path string) {
	m.API(http.MethodPost, path, acctest.Object{"permissions": []acctest.Object{
		{"resource_server_identifier": foreignAPI, "permission_name": foreignScope},
	}}, nil)
}

// removePermissions reports whether there were any.
func (m tenant) removePermissions(path string) bool {
	var list []acctest.Object
	for _, p := range m.permissionsOf(path) {
		list = append(list, acctest.Object{"resource_server_identifier": p["resource_server_identifier"], "permission_name": p["permission_name"]})
	}
	if len(list) > 0 {
		m.API(http.MethodDelete, path, acctest.Object{"permissions": list}, nil)
	}
	return len(list) > 0
}
