package page_test

import (
	"net/http"
	"net/url"
	"testing"
)

// withAccess adds a role with a permission, an editor with the role and a direct permission,
// and a user with nothing. It returns the ID of the role.
func (s *site) withAccess() (role string) {
	s.t.Helper()
	type object = map[string]any
	permission := func(name string) object {
		return object{"permissions": []object{{"resource_server_identifier": "https://orders.example.test/", "permission_name": name}}}
	}
	var made struct {
		ID string `json:"id"`
	}
	s.API(http.MethodPost, "/roles", object{"name": "Editor <b>", "description": "Edits orders"}, &made)
	s.API(http.MethodPost, "/roles/"+made.ID+"/permissions", permission("read:orders"), nil)
	for _, id := range []string{"erin", "nora"} {
		s.API(http.MethodPost, "/users", object{"connection": "Username-Password-Authentication", "user_id": id, "email": id + "@example.test"}, nil)
	}
	for _, name := range []string{"read:orders", "delete:orders"} {
		s.API(http.MethodPost, "/users/auth0%7Cerin/permissions", permission(name), nil)
	}
	s.API(http.MethodPost, "/users/auth0%7Cerin/roles", object{"roles": []string{made.ID}}, nil)
	return made.ID
}

func TestUsersRolesAndPermissionsAreShown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	api := "/page/apis/" + s.api
	for path, want := range map[string]string{"/page/users": "mock-server --seed", "/page/roles": "There are none", api + "/permissions": "No user has a permission"} {
		s.get(path).want(t, http.StatusOK, want)
	}
	role := s.withAccess()
	erin := "/page/users/" + url.PathEscape("auth0|erin")
	// The texts of cells follow one another without spaces.
	for path, wants := range map[string][]string{
		"/page/users":                  {"erin@example.testauth0|erinEditor <b>2", "nora@example.testauth0|nora0", "1 to 2 of 2"},
		"/page/users?q=editor":         {"erin@example.test", "1 to 1 of 1"},
		"/page/users?sort=-name":       {"nora@example.testauth0|nora0 erin@example.test"},
		erin:                           {"erin@example.test", "Editor <b>", "delete:ordersOrdersdirect", "read:ordersOrdersdirect, Editor <b>"},
		"/page/users/auth0%7Cnora":     {"The user has no role", "The user has no permission"},
		"/page/roles":                  {"Editor <b>Edits orders11"},
		"/page/roles/" + role:          {"Edits orders", role, "read:ordersOrders", "erin@example.test"},
		api + "/permissions":           {"does not enforce policies", "erin@example.testdelete:ordersdirect", "erin@example.testread:ordersdirect, Editor <b>"},
		api + "/permissions?q=delete:": {"delete:orders", "1 to 1 of 1"},
	} {
		s.get(path).want(t, http.StatusOK, wants...)
	}
	s.API(http.MethodPatch, "/resource-servers/"+s.api, map[string]any{"enforce_policies": true}, nil)
	s.get(api+"/permissions").want(t, http.StatusOK, "The API enforces policies")
	s.get("/page/users/none").want(t, http.StatusNotFound, "no user with this ID")
	s.get("/page/roles/none").want(t, http.StatusNotFound, "no role with this ID")
}
