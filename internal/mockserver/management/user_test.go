package management_test

import (
	"testing"
)

const connection = `"connection":"Username-Password-Authentication"`

// newUser returns the path of a new user.
func (tn *tenant) newUser(body string) string {
	tn.t.Helper()
	return "/api/v2/users/" + escapeAll(tn.call("POST", "/api/v2/users", body).want(201).id("user_id"))
}

// TestAccUserPermission, recorded 2024: the members of a new user, the picture of its
// address, and that what was sent as password is answered nowhere.
func TestUserIsAnsweredAsRecorded(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	a := tn.call("POST", "/api/v2/users", `{`+connection+`,"user_id":"testaccuserpermission","email":"testaccuserpermission@acceptance.test.com","username":"testaccuserpermission","password":"passpass$12$12"}`).want(201)
	want := `{"created_at":"2026-03-01T12:00:00.000Z","email":"testaccuserpermission@acceptance.test.com","email_verified":false,` +
		`"identities":[{"connection":"Username-Password-Authentication","isSocial":false,"provider":"auth0","user_id":"testaccuserpermission"}],` +
		`"name":"testaccuserpermission@acceptance.test.com","nickname":"testaccuserpermission",` +
		`"picture":"https://s.gravatar.com/avatar/295de314fb7cbd3d1154adc7f2f222fe?s=480&r=pg&d=https%3A%2F%2Ftenant.example.test%2Favatars%2Fte.png",` +
		`"updated_at":"2026-03-01T12:00:00.000Z","user_id":"auth0|testaccuserpermission","username":"testaccuserpermission"}`
	if a.text != want {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
	path := "/api/v2/users/auth0%7Ctestaccuserpermission"
	if b := tn.call("GET", path, "").want(200); b.text != want {
		t.Errorf("GET: %s", b.text)
	}
	tn.call("POST", "/api/v2/users", `{`+connection+`,"user_id":"testaccuserpermission","email":"other@example.test"}`).want(409)
	tn.call("POST", "/api/v2/users", `{"connection":"google","email":"x@example.test"}`).want(404, "inexistent_connection")
	tn.call("DELETE", path, "").want(204)
	tn.call("DELETE", path, "").want(204) // recorded 2023
	tn.call("GET", path, "").want(404, "inexistent_user").message("The user does not exist.")
	if id := tn.call("POST", "/api/v2/users", `{`+connection+`,"email":"x@example.test"}`).want(201).id("user_id"); len(id) != len("auth0|")+24 {
		t.Errorf("a generated user_id: %s", id)
	}
}

// TestAccUserRoles, recorded 2023: 204 for adding and removing, the order by name,
// removing again.
func TestRolesOfAUser(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	owner, admin := tn.newRole(`{"name":"Owner","description":"Owns"}`), tn.newRole(`{"name":"Admin"}`)
	path := tn.newUser(`{`+connection+`,"email":"u@example.test"}`) + "/roles"
	tn.call("POST", path, `{"roles":["`+owner+`"]}`).want(204)
	tn.call("POST", path, `{"roles":["`+admin+`","`+owner+`"]}`).want(204)
	want := `{"limit":100,"roles":[{"id":"` + admin + `","name":"Admin","description":""},{"id":"` + owner + `","name":"Owner","description":"Owns"}],"start":0,"total":2}`
	if a := tn.call("GET", path+"?include_totals=true&page=0&per_page=100", "").want(200); a.text != want {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
	for range 2 {
		tn.call("DELETE", path, `{"roles":["`+owner+`"]}`).want(204)
		same(t, "after DELETE", tn.call("GET", path, "").values("", "id"), admin)
	}
	tn.call("POST", path, `{"roles":["rol_0000000000000000"]}`).want(404)
	tn.withScope("create:role_members").call("POST", path, `{"roles":["`+owner+`"]}`).want(204)
	tn.withScope("delete:role_members").call("DELETE", path, `{"roles":["`+owner+`"]}`).want(204)
	tn.withScope("read:role_members").call("GET", path, "").want(200)
}

// Facts 9.3: sources of a direct permission (recorded 2024); those from roles are
// inferred. The union is what the user effectively has (facts 9.4).
func TestPermissionsOfAUserAndTheirSources(t *testing.T) {
	t.Parallel()
	tn := newTenant(t)
	tn.newAPI(`{"identifier":"a","name":"A","scopes":[{"value":"x","description":"X"},{"value":"y"},{"value":"z"}]}`)
	role := tn.newRole(`{"name":"Admin"}`)
	tn.call("POST", roles+"/"+role+"/permissions", permissionsOf("a", "x", "y")).want(201)
	user := tn.newUser(`{` + connection + `,"email":"u@example.test"}`)
	tn.call("POST", user+"/permissions", permissionsOf("a", "x")).want(201)
	want := `[{"permission_name":"x","description":"X","resource_server_name":"A","resource_server_identifier":"a","sources":[{"source_id":"","source_name":"","source_type":"DIRECT"}]}]`
	if a := tn.call("GET", user+"/permissions", "").want(200); a.text != want {
		t.Errorf("got  %s\nwant %s", a.text, want)
	}
	tn.call("POST", user+"/roles", `{"roles":["`+role+`"]}`).want(204)
	tn.call("GET", user+"/permissions", "").want(200, `"permission_name":"y"`, `{"source_id":"`+role+`","source_name":"Admin","source_type":"ROLE"}`)

	query := "?resource_server_identifier=a"
	effective := tn.call("GET", user+"/effective-permissions"+query, "").want(200).without("total", `"next"`)
	same(t, "effective", effective.values("permissions", "permission_name"), "x", "y")
	first := tn.call("GET", user+"/effective-permissions"+query+"&take=1", "").want(200, `"next"`)
	same(t, "next", tn.call("GET", user+"/effective-permissions"+query+"&take=1&from="+first.id("next"), "").values("permissions", "permission_name"), "y")
	sources := user + "/effective-permissions/sources/effective-roles" + query
	same(t, "sources of y", tn.call("GET", sources+"&permission_name=y", "").want(200).values("roles", "id"), role)
	same(t, "sources of z", tn.call("GET", sources+"&permission_name=z", "").want(200).values("roles", "id"))
	tn.call("GET", user+"/effective-roles", "").want(200, `{"roles":[{"id":"`+role+`","name":"Admin","description":"","sources":["direct"]}]}`)
	tn.withScope("read:users").call("GET", user+"/effective-roles", "").want(403, "read:user_effective_roles")
	tn.call("DELETE", user+"/permissions", permissionsOf("a", "x", "z")).want(204)
	same(t, "by roles alone", tn.call("GET", user+"/permissions", "").values("", "permission_name"), "x", "y")
}
