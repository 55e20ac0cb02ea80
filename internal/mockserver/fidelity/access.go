package fidelity

func roles() []Endpoint {
	return []Endpoint{
		{Route: "GET /api/v2/roles", Documented: "`name_filter`, `type`, paging.", Chosen: "`name_filter` finds any part of a name, regardless of case."},
		{
			Route: "POST /api/v2/roles", Equal: 1, Documented: "`type: organization` with `owner_id`; 1,000 roles.",
			Chosen: "A name that is taken: 409. An `owner_id` without the type, or the type without it: 400. More than 1,000: 403.",
		},
		{Route: "GET /api/v2/roles/{id}", Equal: 8},
		{Route: "PATCH /api/v2/roles/{id}", Equal: 2, Chosen: "A name that is taken: 409."},
		{Route: "DELETE /api/v2/roles/{id}", Equal: 5, Chosen: "Users lose the role."},
		{
			Route: "GET /api/v2/roles/{id}/permissions", Equal: 40,
			Chosen: "The `description` of a scope without one is empty. A permission is removed with its scope or its API.",
		},
		{
			Route: "POST /api/v2/roles/{id}/permissions", Equal: 5, Documented: "1,000 permissions.",
			Chosen: "An API that does not exist: 404. A scope that the API lacks: 400. An empty list: 400. More than 1,000: 403.",
		},
		{Route: "DELETE /api/v2/roles/{id}/permissions", Equal: 6, Chosen: "An empty list: 400."},
		{Route: "GET /api/v2/roles/{id}/users", Equal: 18, Chosen: "In the order in which the users were created."},
		{Route: "POST /api/v2/roles/{id}/users", Documented: "200 and `{}`.", Chosen: "A user that does not exist: 404."},
	}
}

func users() []Endpoint {
	return []Endpoint{
		{
			Route: "POST /api/v2/users", Equal: 3,
			Chosen: "A password is neither required nor stored. A `user_id`, `email` or `username` that is taken: 409. Another connection: 404. The properties are those in the recordings.",
		},
		{Route: "GET /api/v2/users/{id}", Equal: 65},
		{Route: "DELETE /api/v2/users/{id}", Equal: 3, Chosen: "The user's refresh tokens are deleted."},
		{
			Route: "GET /api/v2/users/{id}/permissions", Equal: 57,
			Chosen: "Permissions from roles are listed, too, with `source_type: ROLE` and the role's ID and name; the recordings have only direct ones.",
		},
		{Route: "POST /api/v2/users/{id}/permissions", Equal: 4, Documented: "1,000 permissions.", Chosen: "Refusals as for a role."},
		{Route: "DELETE /api/v2/users/{id}/permissions", Equal: 6},
		{Route: "GET /api/v2/users/{id}/roles", Equal: 60, Chosen: "The `description` of a role without one is empty."},
		{Route: "POST /api/v2/users/{id}/roles", Equal: 5, Documented: "50 roles.", Chosen: "A role that does not exist: 404. More than 50: 403."},
		{Route: "DELETE /api/v2/users/{id}/roles", Equal: 5},
		{
			Route: "GET /api/v2/users/{id}/effective-permissions", Documented: "The format, with the source `direct`.",
			Chosen: "The source `role`. `resource_server_identifier` is required.",
		},
		{
			Route: "GET /api/v2/users/{id}/effective-permissions/sources/effective-roles", Documented: "The format.",
			Chosen: "Both filters are required.",
		},
		{Route: "GET /api/v2/users/{id}/effective-roles", Documented: "The format.", Chosen: "Each role is `direct`: the mock has no groups."},
	}
}

func organizations() []Endpoint {
	return []Endpoint{
		{Route: "GET /api/v2/organizations", Documented: "Paging by number and by checkpoint."},
		{
			Route: "POST /api/v2/organizations", Documented: "The response, the format of a name; `token_quota`.",
			Chosen: "A name that is taken: 409. `enabled_connections` that are not empty: 404, since the mock has no connections.",
		},
		{Route: "GET /api/v2/organizations/{id}", Documented: "The response and the 404."},
		{Route: "GET /api/v2/organizations/name/{id}", Documented: "The same."},
		{Route: "PATCH /api/v2/organizations/{id}", Documented: "`token_quota: null` removes it."},
		{
			Route: "DELETE /api/v2/organizations/{id}", Documented: "Again: 404.",
			Chosen: "Its roles stay, and so does the `default_organization` of clients.",
		},
		{Route: "GET /api/v2/organizations/{id}/client-grants", Documented: "The format and the filters."},
		{
			Route: "POST /api/v2/organizations/{id}/client-grants", Documented: "The format; 100 grants.",
			Chosen: "A grant whose `organization_usage` is `deny`: 400. An association that exists: 409. More than 100: 403.",
		},
		{
			Route: "DELETE /api/v2/organizations/{id}/client-grants/{member}", Documented: "204.",
			Chosen: "Also where there is no association.",
		},
	}
}
