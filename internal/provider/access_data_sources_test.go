package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const rolesRoute = "/api/v2/roles"

// permissionsBody is a request that adds scopes of one API.
func permissionsBody(api string, names ...string) acctest.Object {
	permissions := make([]acctest.Object, len(names))
	for i, name := range names {
		permissions[i] = acctest.Object{"resource_server_identifier": api, "permission_name": name}
	}
	return acctest.Object{"permissions": permissions}
}

// scoped makes an API with numbered scopes.
func scoped(tenant *acctest.Tenant, identifier string, count int) (names []string) {
	scopes := make([]acctest.Object, count)
	for i := range scopes {
		name := fmt.Sprintf("scope:%03d", i)
		names, scopes[i] = append(names, name), acctest.Object{"value": name, "description": "Scope " + fmt.Sprint(i)}
	}
	tenant.Create("resource-servers", acctest.Object{"identifier": identifier, "name": "API " + identifier, "scopes": scopes})
	return names
}

func TestARoleIsReadByIDAndByName(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	names := scoped(tenant, "urn:a", 120)
	role := tenant.Create("roles", acctest.Object{"name": "Editor", "description": "Edits"})
	tenant.Create("roles", acctest.Object{"name": "Chief Editor"}) // found by the service's filter, too
	id := fmt.Sprint(role["id"])
	tenant.API(http.MethodPost, "/roles/"+id+"/permissions", permissionsBody("urn:a", names...), nil)
	for _, config := range []acctest.Values{{"role_id": id}, {"name": "Editor"}} {
		tenant.Requests.Reset()
		got := connected(t, tenant).ReadData("auth0api_role", config)
		mustHaveNone(t, got)
		for name, want := range map[string]any{"id": id, "role_id": id, "name": "Editor", "description": "Edits", "type": "tenant", "owner_id": nil} {
			if value := got.Attribute(name); value != want {
				t.Errorf("%v: %s is %v, want %v", config, name, value, want)
			}
		}
		permissions, _ := got.Attribute("permissions").([]any)
		first := fmt.Sprint(permissions)
		if len(permissions) != len(names) || !strings.Contains(first, "name:scope:000 resource_server_identifier:urn:a") {
			t.Errorf("%v: %d permissions: %s", config, len(permissions), first)
		}
		if n := len(tenant.Requests.All()); n != 4 { // a token, the role, and two pages of permissions
			t.Errorf("%v took:\n%s", config, tenant.Requests)
		}
	}
	p := connected(t, tenant)
	expectDiagnostic(t, p.ReadData("auth0api_role", acctest.Values{"role_id": "rol_0000000000000000"}), "error at role_id: There is no such role", "auth0api_roles")
	expectDiagnostic(t, p.ReadData("auth0api_role", acctest.Values{"name": "editor"}), "error at name: There is no such role", `"editor"`)
	for _, config := range []acctest.Values{{}, {"role_id": id, "name": "Editor"}} {
		if got := p.ValidateBlock("data", "auth0api_role", config); len(got.Diagnostics) == 0 {
			t.Errorf("%v is accepted", config)
		}
	}
}

func TestRolesAreListed(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 130 {
		tenant.Create("roles", acctest.Object{"name": fmt.Sprintf("role %03d", i)})
	}
	editor := tenant.Create("roles", acctest.Object{"name": "Editor", "description": "Edits"})
	p := connected(t, tenant)
	tenant.Requests.Reset()
	all := objects(t, p.ReadData("auth0api_roles", nil), "roles")
	if n := tenant.Requests.Count(http.MethodGet, rolesRoute); len(all) != 131 || n != 2 {
		t.Errorf("%d roles in %d requests, want 131 in 2", len(all), n)
	}
	found := objects(t, p.ReadData("auth0api_roles", acctest.Values{"name_filter": "edit"}), "roles")
	if len(found) != 1 || found[0]["id"] != editor["id"] || found[0]["description"] != "Edits" || found[0]["type"] != "tenant" {
		t.Errorf("the filter finds %v", found)
	}
	if none := objects(t, p.ReadData("auth0api_roles", acctest.Values{"name_filter": "nobody"}), "roles"); len(none) != 0 {
		t.Errorf("the filter finds %v", none)
	}
}

// Facts 9.3: effective permissions of one API, in pages of 50.
func TestThePermissionsOfAUserAreThoseOfRolesToo(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	names := scoped(tenant, "urn:a", 120)
	scoped(tenant, "urn:b", 1)
	tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "42", "email": "u@example.test"})
	role := fmt.Sprint(tenant.Create("roles", acctest.Object{"name": "Editor"})["id"])
	tenant.API(http.MethodPost, "/roles/"+role+"/permissions", permissionsBody("urn:a", names[:110]...), nil)
	tenant.API(http.MethodPost, "/users/auth0%7C42/roles", acctest.Object{"roles": []string{role}}, nil)
	tenant.API(http.MethodPost, "/users/auth0%7C42/permissions", permissionsBody("urn:a", names[100:]...), nil)
	tenant.API(http.MethodPost, "/users/auth0%7C42/permissions", permissionsBody("urn:b", "scope:000"), nil)
	p := connected(t, tenant)
	tenant.Requests.Reset()
	config := acctest.Values{"user_id": "auth0|42", "resource_server_identifier": "urn:a"}
	got := objects(t, p.ReadData("auth0api_user_permissions", config), "permissions")
	reads := 0
	for _, request := range tenant.Requests.All() {
		if strings.HasSuffix(request.Path, "/effective-permissions") {
			reads++
		}
	}
	if len(got) != 120 || reads != 3 {
		t.Fatalf("%d permissions in %d requests, want 120 in 3", len(got), reads)
	}
	want := map[string]any{"name": "scope:000", "description": "Scope 0", "resource_server_identifier": "urn:a", "resource_server_name": "API urn:a"}
	for name, value := range want {
		if got[0][name] != value {
			t.Errorf("%s is %v, want %v", name, got[0][name], value)
		}
	}
	direct := 0
	for _, each := range got {
		if strings.Contains(fmt.Sprint(each["sources"]), "direct") {
			direct++
		}
	}
	if direct != 20 {
		t.Errorf("%d permissions are direct, want 20", direct)
	}
	expectDiagnostic(t, p.ReadData("auth0api_user_permissions", with(config, acctest.Values{"user_id": "auth0|nobody"})), "error at user_id: Reading the permissions of user", "has no user with the ID")
}

func TestTheGrantsOfAnOrganizationAreListed(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	organization := fmt.Sprint(tenant.Create("organizations", acctest.Object{"name": "acme"})["id"])
	reader, batch := newClient(tenant, "Reader"), newClient(tenant, "Batch")
	ids := map[string]string{}
	for _, audience := range []string{"urn:a", "urn:b"} {
		tenant.Create("resource-servers", acctest.Object{"identifier": audience, "scopes": []acctest.Object{{"value": "read"}}})
		for _, client := range []string{reader, batch} {
			grant := fmt.Sprint(tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": audience, "scope": []string{"read"}, "organization_usage": "allow"})["id"])
			ids[audience+" "+client] = grant
			if audience+client != "urn:b"+batch {
				tenant.API(http.MethodPost, "/organizations/"+organization+"/client-grants", acctest.Object{"grant_id": grant}, nil)
			}
		}
	}
	p := connected(t, tenant)
	for _, c := range []struct {
		config acctest.Values
		want   []string
	}{
		{nil, []string{"urn:a " + reader, "urn:a " + batch, "urn:b " + reader}},
		{acctest.Values{"audience": "urn:b"}, []string{"urn:b " + reader}},
		{acctest.Values{"client_id": batch}, []string{"urn:a " + batch}},
		{acctest.Values{"client_id": batch, "audience": "urn:b"}, nil},
	} {
		got := objects(t, p.ReadData("auth0api_organization_client_grants", with(c.config, acctest.Values{"organization_id": organization})), "client_grants")
		found := map[string]bool{}
		for _, each := range got {
			found[fmt.Sprint(each["id"])] = true
			if fmt.Sprint(each["scopes"]) != "[read]" || each["organization_usage"] != "allow" || each["subject_type"] != "client" {
				t.Errorf("%v", each)
			}
		}
		for _, want := range c.want {
			if !found[ids[want]] {
				t.Errorf("%v: the grant %s is missing", c.config, want)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%v: %d grants, want %d", c.config, len(got), len(c.want))
		}
	}
	expectDiagnostic(t, p.ReadData("auth0api_organization_client_grants", acctest.Values{"organization_id": "org_0000000000000000"}),
		"error at organization_id: Listing the client grants of organization", "has no organization with the ID")
}
