package fidelity

import "slices"

// Management are the endpoints of the Management API that the mock serves.
// Their routes are those of management.Routes.
func Management() []Endpoint {
	return slices.Concat(resourceServers(), clientGrants(), clients(), credentials(), signingKeys(), tenantSettings(), roles(), users(), organizations(), logs())
}

func resourceServers() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /api/v2/resource-servers", Equal: 5,
			Documented: "Paging by number ends at 1,000 records.",
			Chosen:     "`fields` accepts any names. `https://DOMAIN/mfa/` is not in lists, and cannot be read.",
		},
		{
			Route: "POST /api/v2/resource-servers", Equal: 16,
			Documented: "1,000 scopes at most. My Organization: its settings and its 35 scopes.",
			Chosen: "A scope that occurs twice is refused, and so is a `token_lifetime_for_web` above `token_lifetime`; if it is not sent, it is lowered with `token_lifetime`. " +
				"My Organization: no refresh tokens. Creating a system API that exists: 409.",
		},
		{Route: "GET /api/v2/resource-servers/{id}", Equal: 200, Documented: "", Chosen: "`fields` works as in the list."},
		{
			Route: "PATCH /api/v2/resource-servers/{id}", Equal: 31,
			Documented: "Fixed: the policy for clients of each system API, and the lifetimes of My Organization.",
			Chosen: "Of a system API `token_lifetime`, `token_lifetime_for_web`, `skip_consent_for_verifiable_first_party_clients`, `proof_of_possession`, " +
				"`authorization_policy` and the policy for users can be changed, and nothing else. A signing secret without HS256 is refused.",
		},
		{
			Route: "DELETE /api/v2/resource-servers/{id}", Equal: 16,
			Documented: "The Management API cannot be deleted.", Chosen: "The status (400) of that error.",
		},
	}
}

func tenantSettings() []Endpoint {
	return []Endpoint{
		{
			Route:      "GET /api/v2/tenants/settings",
			Documented: "The settings of a plain tenant, and `fields` (seen in recordings of 2026-04 that are not replayed).",
			Chosen:     "A new tenant has `resource_parameter_profile` `audience` and `client_id_metadata_document_supported` `false`. `fields` accepts any names.",
		},
		{
			Route:      "PATCH /api/v2/tenants/settings",
			Documented: "`flags` are merged by name, other settings replaced; the answer has two flags more than a GET, and no `sandbox_versions_available` (seen in recordings that are not replayed).",
			Chosen: "The error for a value outside an enumeration names only the value; the service also names the allowed values (reported). `null` is refused where it is not known to remove the setting. Flags of any name are stored. Settings without a part in the flows of this page have no effect, which includes " +
				"`default_token_quota`, `mtls`, `use_scope_descriptions_for_consent`, `revoke_refresh_token_grant`, and session lifetimes.",
		},
	}
}

func clientGrants() []Endpoint {
	return []Endpoint{
		{Route: "GET /api/v2/client-grants", Equal: 10, Documented: "Filters except for `audience` and `client_id`."},
		{
			Route: "POST /api/v2/client-grants", Equal: 7,
			Documented: "The text of the 409 (reported). System APIs cannot have `default_for` grants. A strict third-party client cannot have `allow_any_organization`.",
			Chosen: "A scope that occurs twice is refused. `authorization_details_types` are for `subject_type` `user` only. Neither `client_id` nor `default_for`, or both: 400. " +
				"`allow_all_scopes` beside scopes, or on a system API: 400.",
		},
		{Route: "GET /api/v2/client-grants/{id}", Equal: 23},
		{
			Route: "PATCH /api/v2/client-grants/{id}", Equal: 5,
			Documented: "A system grant cannot be changed.", Chosen: "The status (400) of that error. `scope: null` empties the list.",
		},
		{
			Route: "DELETE /api/v2/client-grants/{id}", Equal: 5,
			Documented: "A system grant cannot be deleted.", Chosen: "The status (400) of that error. A grant that does not exist: 204.",
		},
		{Route: "GET /api/v2/client-grants/{id}/organizations", Documented: "The format."},
	}
}

func clients() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /api/v2/clients", Equal: 26,
			Documented: "Which properties each scope shows. `q` needs checkpoint paging and no other filter.",
			Chosen:     "The global client's `owners` are empty.",
		},
		{
			Route: "POST /api/v2/clients", Equal: 26,
			Documented: "What strict third-party clients may have. `token_quota.client_credentials.enforce` is true by default. A `client_metadata` of 10 members at most. With `client_authentication_methods`, `jwt_configuration.alg` is RS256 or PS256.",
			Chosen: "A third-party client that names no mode is permissive (recorded 2026-07; the service's pages say strict for all since 2026-10-23). " +
				"`client_secret_basic` has the refresh tokens of `client_secret_post`; a `refresh_token` sent in part is completed alike for all methods. " +
				"Strict clients: `oidc_conformant: true` is accepted; the defaults of native and single-page ones are those of `regular_web`. " +
				"At most one client per API (409). `third_party_security_mode` of a first-party client is kept.",
		},
		{
			Route: "GET /api/v2/clients/{id}", Equal: 337,
			Documented: "Which properties each scope shows.",
			Chosen: "`signing_keys` beside the `fields` that are asked for: so in each recording of one client, though the recorder may have put them there; lists (raw) lack them. " +
				"Their `subject` is the domain's.",
		},
		{
			Route: "PATCH /api/v2/clients/{id}", Equal: 109,
			Documented: "Which properties each scope can change. `is_first_party` and `third_party_security_mode` cannot change.",
			Chosen: "Merged by member: a `refresh_token` in part, `addons`. Replaced whole: `oidc_logout`, `token_quota`, `token_exchange`, `my_organization_configuration`, `express_configuration`. " +
				"`null` for `jwt_configuration`, `client_metadata`, `mobile` and `native_social_login`: 400. After a change from keys back to a secret, the client has its former secret. " +
				"A token with only write scopes sees the properties that it can write. `update:clients` suffices for `token_vault_privileged_access`. " +
				"Both methods `null`, or one while the other is set: 400.",
		},
		{
			Route: "DELETE /api/v2/clients/{id}", Equal: 21,
			Chosen: "The global client, and the client that the mock was started with, cannot be deleted (400).",
		},
		{
			Route:      "POST /api/v2/clients/{id}/rotate-secret",
			Documented: "The answer. Refused for clients that authenticate with keys.", Chosen: "The status (400) of that error.",
		},
		{
			Route:      "POST /api/v2/clients/cimd/preview",
			Documented: "The rules for URLs, documents and key sets; `errors` alone if the document cannot be fetched, `valid: false` with `violations` if it is not valid. The text of the warning about ignored properties is in a recording of 2026-04 that is not replayed.",
			Chosen: "All other texts. Without `token_endpoint_auth_method` the method is `none`; without `grant_types`, the grant type is `authorization_code`. A key set that cannot be fetched is a violation. " +
				"The mock fetches from public addresses only, except with `--cimd-allow-loopback`. It uses no proxy, and a fetch ends after five seconds.",
		},
		{
			Route: "POST /api/v2/clients/cimd/register",
			Documented: "201 for a new client; 200 for a refresh, which restores what the document says; a known `kid` with another key is refused. The names in the answer and the client's properties " +
				"are in recordings of 2026-04 that are not replayed.",
			Chosen: "The texts of refusals (400). The client has no secret. Keys that the document no longer has are deleted. There is no `Location` header.",
		},
	}
}

func credentials() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /api/v2/clients/{id}/credentials", Equal: 19,
			Chosen: "Credentials without a `kid` come first, in order of creation.",
		},
		{
			Route: "POST /api/v2/clients/{id}/credentials", Equal: 14,
			Documented: "RSA keys of 2048 to 4096 bits. `parse_expiry_from_cert` needs a certificate, and excludes `expires_at`. `kid` and `alg` are for public keys.",
			Chosen: "At most four are stored and two attached, and each key only once: statuses and texts are those that the official provider handles. " +
				"A `kid` that another credential has counts as the same key. `expires_at` is for public keys only.",
		},
		{Route: "GET /api/v2/clients/{id}/credentials/{member}", Equal: 49, Chosen: "The text of the 404."},
		{Route: "PATCH /api/v2/clients/{id}/credentials/{member}", Equal: 1, Documented: "`expires_at: null` is allowed.", Chosen: "It removes `expires_at`."},
		{
			Route: "DELETE /api/v2/clients/{id}/credentials/{member}", Equal: 13,
			Chosen: "An attached credential is refused (400, with the text that the official provider handles). A client that does not exist: 404.",
		},
	}
}

func signingKeys() []Endpoint {
	return []Endpoint{
		{Route: "GET /api/v2/keys/signing", Documented: "The format: current, next, previous, and the last three revoked ones.", Chosen: "A revoked key says `previous: true` too."},
		{
			Route: "POST /api/v2/keys/signing/rotate", Documented: "Needs both scopes; answers 201, `cert` and `kid`.",
			Chosen: "An older previous key that was not revoked leaves the list.",
		},
		{Route: "GET /api/v2/keys/signing/{id}", Documented: "The format.", Chosen: "The 404."},
		{Route: "PUT /api/v2/keys/signing/{id}/revoke", Documented: "Only the previous key can be revoked.", Chosen: "The statuses (404, 400) of its refusals."},
	}
}

// Differences are the recorded exchanges that the mock answers otherwise.
func Differences() []Difference {
	return []Difference{
		{
			Exchange: "`POST /clients` with `app_type: express_configuration`, 2025-11 (twice)",
			Recorded: "shows a `client_secret` beside `client_authentication_methods`",
			Mock:     "shows none", Why: "The same request of 2026-01, which is newer, shows none.",
		},
		{
			Exchange: "`GET /clients/{id}/credentials/{id}`, 2023-04",
			Recorded: "`expires_at: null` of a key that does not expire",
			Mock:     "has no `expires_at`", Why: "All recordings of 2024 to 2026 have none.",
		},
		{
			Exchange: "Roles of 2023 to 2024 (68 exchanges)",
			Recorded: "have no `type`",
			Mock:     "`type: tenant`", Why: "The recording of 2026-08, which is newer, has it.",
		},
		{
			Exchange: "`PATCH /resource-servers/{id}` of `urn:auth0:express-configure`, 2025-11",
			Recorded: "400; the recorder lost the body, and wrote `{}`",
			Mock:     "400 with an error body", Why: "An error of the service has a body; its text is unknown.",
		},
	}
}

// NotThere are paths near those that the mock serves, which it lacks.
func NotThere() []Missing {
	return []Missing{
		{"GET /api/v2/clients/search", "Documented, newer."},
		{"GET /api/v2/clients/{id}/connections", "The mock has no connections."},
		{"GET /api/v2/keys/custom-signing", "Signing keys of the customer."},
		{"GET /api/v2/users", "Also `PATCH /api/v2/users/{id}`."},
		{"GET /api/v2/connections", "All endpoints for connections. Every user has the connection `Username-Password-Authentication`."},
		{"GET /api/v2/organizations/{id}/members", "All endpoints for the members, invitations and connections of organizations."},
		{"GET /api/v2/organizations/{id}/clients", "Clients for members' logins (early access)."},
		{"POST /oauth/par", "Pushed authorization requests."},
		{"POST /bc-authorize", "Backchannel authentication."},
		{"POST /oauth/device/code", "The device flow."},
	}
}
