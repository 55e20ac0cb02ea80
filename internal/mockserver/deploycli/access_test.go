package deploycli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// permissions are those on urn:a with these names.
func permissions(names ...string) []any {
	list := []any{}
	for _, name := range names {
		list = append(list, object{"permission_name": name, "resource_server_identifier": "urn:a"})
	}
	return list
}

// access is a configuration with an API, two clients and their grants.
func access() deploycli.Configuration {
	return deploycli.Configuration{
		APIs:    of(object{"identifier": "urn:a", "scopes": []any{object{"value": "read"}, object{"value": "write"}}}),
		Clients: of(object{"name": "c"}, object{"name": "d"}, object{"name": "none"}),
		Grants: of(
			object{"client_id": "c", "audience": "urn:a", "scope": []any{"read"}, "organization_usage": "allow"},
			object{"client_id": "d", "audience": "urn:a", "scope": []any{"read"}, "organization_usage": "require"},
		),
	}
}

// Roles and organizations of the deploy CLI's format (src/tools/auth0/handlers/roles.ts and
// organizations.ts) are created, and found by their names the next time.
func TestRolesAndOrganizationsAreCreatedOnce(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	configuration := access()
	configuration.Roles = of(
		object{"name": "Editor", "id": "rol_x", "type": "tenant", "description": "Edits", "permissions": permissions("write", "read")},
		object{"name": "Nothing"},
		object{"name": "Theirs", "type": "organization"},
	)
	configuration.Organizations = of(
		object{"name": "acme", "display_name": "Acme", "connections": []any{}, "metadata": object{"k": "v"},
			"token_quota": object{"client_credentials": object{"per_hour": json.Number("3")}}, "client_grants": []any{object{"client_id": "c"}, object{"client_id": "d"}}},
		object{"name": "other", "connections": []any{object{"name": "x"}}, "discovery_domains": []any{object{"domain": "x"}}},
	)
	lines := strings.Split(load(t, mock, configuration), "\n")
	expect(t, strings.Join(lines[6:], "\n"),
		"created role Editor", "created role Nothing", "skipped role Theirs: a role of an organization, which the deploy CLI does not deploy",
		"created organization acme", "created organization other: without connections (a mock has none), discovery_domains (a mock has none)",
	)
	var granted object
	var acme object
	mock.API(http.MethodGet, "/organizations/name/acme", nil, &acme)
	mock.API(http.MethodGet, "/organizations/"+acme["id"].(string)+"/client-grants?include_totals=true", nil, &granted)
	if acme["display_name"] != "Acme" || fmt.Sprint(granted["total"]) != "2" {
		t.Errorf("the organization %v has the grants %v", acme, granted)
	}
	lines = strings.Split(load(t, mock, configuration), "\n")
	expect(t, strings.Join(lines[6:], "\n"),
		"unchanged role Editor", "unchanged role Nothing", "skipped role Theirs: a role of an organization, which the deploy CLI does not deploy",
		"unchanged organization acme", "unchanged organization other: without connections (a mock has none), discovery_domains (a mock has none)",
	)
}

// Like the deploy CLI, a load replaces permissions and associations by those of the files;
// those that the files do not mention stay.
func TestPermissionsAndAssociationsAreReplaced(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	configuration := access()
	configuration.Roles = of(object{"name": "Editor", "permissions": permissions("read")}, object{"name": "Kept", "permissions": permissions("read")})
	configuration.Organizations = of(object{"name": "acme", "client_grants": []any{object{"client_id": "c"}}}, object{"name": "kept", "client_grants": []any{object{"client_id": "c"}}})
	load(t, mock, configuration)

	expect(t, load(t, mock, deploycli.Configuration{
		Roles: of(object{"name": "Editor", "description": "Edits", "permissions": permissions("write")}, object{"name": "Kept"}),
		Organizations: of(
			object{"name": "acme", "display_name": "A", "client_grants": []any{object{"client_id": "d"}}}, object{"name": "kept"},
			object{"name": "kept", "client_grants": []any{object{"client_id": "c"}, object{"client_id": "d"}}},
		),
	}), "updated role Editor: description, permissions", "unchanged role Kept",
		"updated organization acme: display_name, client_grants", "unchanged organization kept", "updated organization kept: client_grants")

	var roles []object
	mock.API(http.MethodGet, "/roles", nil, &roles)
	for i, want := range []string{"write", "read"} {
		var held []object
		mock.API(http.MethodGet, "/roles/"+roles[i]["id"].(string)+"/permissions", nil, &held)
		if len(held) != 1 || held[0]["permission_name"] != want {
			t.Errorf("%v has %v", roles[i], held)
		}
	}
	for name, want := range map[string]int{"acme": 1, "kept": 2} {
		var organization object
		var grants []object
		mock.API(http.MethodGet, "/organizations/name/"+name, nil, &organization)
		mock.API(http.MethodGet, "/organizations/"+organization["id"].(string)+"/client-grants", nil, &grants)
		if len(grants) != want {
			t.Errorf("%s has %v", name, grants)
		}
	}
}

func TestRolesAndOrganizationsThatFail(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	configuration := access()
	configuration.Roles = of(object{"description": "x"}, object{"name": "R", "permissions": permissions("none")}, object{"name": "S", "permissions": "read"}, object{"name": "T", "permissions": []any{"read"}})
	configuration.Organizations = of(object{"display_name": "x"}, object{"name": "A B"},
		object{"name": "a", "client_grants": []any{object{"client_id": "nobody"}}},
		object{"name": "b", "client_grants": []any{object{"client_id": "none"}}},
		object{"name": "d", "client_grants": []any{"c"}}, object{"name": "e", "client_grants": object{}})
	lines := strings.Split(load(t, mock, configuration), "\n")
	for i, want := range []string{
		`failed role "": file a: it has no name`,
		"failed role R: file b: the permissions were not assigned: 400 ",
		"failed role S: file c: the permissions were not assigned: permissions is a text; expected a list",
		"failed role T: file d: the permissions were not assigned: permissions has a text; expected objects with permission_name and resource_server_identifier",
		`failed organization "": file a: it has no name`,
		`failed organization "A B": file b: 400 `,
		"failed organization a: file c: not all client_grants were associated: the client nobody: neither the files nor the tenant have its client",
		"failed organization b: file d: not all client_grants were associated: the client none has no grant",
		"failed organization d: file e: not all client_grants were associated: client_grants has a text; expected objects with client_id",
		"failed organization e: file f: not all client_grants were associated: client_grants is an object; expected a list",
	} {
		if got := lines[6+i]; !strings.HasPrefix(got, want) {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}
