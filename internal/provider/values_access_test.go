package provider_test

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// accessValues are the rows of roles, of what is assigned, and of their lists.
func accessValues() map[string]blockRows {
	id := valueRow{refused: append(empty(), refusedValue{"rol_1\n", "trimspace", ""})}
	api := valueRow{refused: between(1, 600)}
	permission := acctest.Values{"resource_server_identifier": "urn:a", "name": "read"}
	set := func(holder string) blockRows {
		two := func(names ...string) list {
			var out list
			for _, name := range names {
				out = append(out, with(permission, acctest.Values{"name": name}))
			}
			return out
		}
		refused := []refusedValue{{list{}, "No permissions are declared", ""}}
		for _, bad := range badScopeNames() {
			refused = append(refused, refusedValue{list{with(permission, acctest.Values{"name": bad.value})}, bad.says, "permissions.name"})
		}
		for _, bad := range between(1, 600) {
			refused = append(refused, refusedValue{list{with(permission, acctest.Values{"resource_server_identifier": bad.value})}, bad.says, "permissions.resource_server_identifier"})
		}
		const inBlock = "With the block, since the path of an element of a set is its value."
		return blockRows{base: acctest.Values{holder: "h", "permissions": list{permission}}, rows: timeoutsRows(map[string]valueRow{
			holder: id, "permissions": {refused: refused, accepted: []any{two("a", "b")}}, "permissions.name": {note: inBlock}, "permissions.resource_server_identifier": {note: inBlock},
		})}
	}
	rows := map[string]blockRows{
		"resource auth0api_role": {base: acctest.Values{"name": "r"}, rows: timeoutsRows(map[string]valueRow{
			"name":        {refused: empty(), accepted: []any{"é", strings.Repeat("r", 300)}},
			"description": {note: anyText, accepted: []any{"", "a\nb"}, same: [][]any{{"", ""}}, converges: [][]any{{"", nil, ""}}},
			"type":        {refused: oneOf("tenant")},
			"owner_id":    {with: acctest.Values{"type": "organization"}, refused: empty()},
		})},
		"resource auth0api_role_permission": {base: with(acctest.Values{"role_id": "r", "permission": "read"}, acctest.Values{"resource_server_identifier": "urn:a"}), rows: timeoutsRows(map[string]valueRow{
			"role_id": id, "resource_server_identifier": api, "permission": {refused: badScopeNames(), accepted: []any{"read:appointments"}},
		})},
		"resource auth0api_role_permissions": set("role_id"),
		"resource auth0api_user_permissions": set("user_id"),
		"resource auth0api_user_roles": {base: acctest.Values{"user_id": "u", "roles": list{"r"}}, rows: timeoutsRows(map[string]valueRow{
			"user_id": id, "roles": {refused: []refusedValue{{list{}, "at least 1", ""}, {list{""}, "at least 1", "roles"}, {list{"r "}, "trimspace", "roles"}}},
		})},
		"resource auth0api_organization_client_grant": {base: acctest.Values{"organization_id": "o", "grant_id": "g"}, rows: timeoutsRows(map[string]valueRow{"organization_id": id, "grant_id": id})},
		"list auth0api_role":                          {rows: map[string]valueRow{"name_filter": {refused: empty()}}},
	}
	for resource, holders := range map[string]string{
		"role_permission": "role_ids", "role_permissions": "role_ids", "user_permissions": "user_ids", "user_roles": "user_ids", "organization_client_grant": "organization_ids",
	} {
		listed := valueRow{refused: []refusedValue{{list{}, "at least 1", ""}, {list{""}, "at least 1", holders + "[0]"}}}
		rows["list auth0api_"+resource] = blockRows{base: acctest.Values{holders: list{"h"}}, rows: map[string]valueRow{holders: listed}}
	}
	return rows
}
