package fidelity

// Authentication are the endpoints of the Authentication API that the mock
// serves. Chosen behaviour is marked in the code with a comment, "unknown:".
func Authentication() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /authorize",
			Documented: "Codes with PKCE (`S256`, `plain`), implicit and hybrid flows, `form_post` and `web_message`; `prompt`, `max_age` and sessions; strict third-party applications: " +
				"parameters, PKCE, grants, consent, no ID token; `redirection_policy`; `resource` by the tenant's `resource_parameter_profile`, then `default_audience`; `iss` by the tenant's setting; the texts `Unknown client`, `Service not found` and `is not authorized to access resource server`.",
			Chosen: "The login page accepts any name, unless `--any-user=false`, and `prompt=none` with `login_hint` logs in without it. Users have no passwords, and are members of every organization; `organization_require_behavior` shows no page. An unknown organization gets the error of an organization that is closed to third parties. The other texts; the status of error pages except for an unknown client; " +
				"the error code for a callback that is not registered. A public first-party client must use PKCE, too. If `login_hint` names another user than the session, the login page appears. " +
				"Callbacks and origins are compared without wildcards. A request of a strict client without an API is refused. The error page also names an API whose identifier differs only by a slash at the end, and says how to register a metadata document. A client with a metadata document can also use its `tpc_` ID.",
		},
		{
			Route: "POST /oauth/token",
			Documented: "Client credentials, authorization code, refresh token; token exchange on behalf of a user: who can exchange, the checks of the subject token, `act` and its depth, the texts for the pair of types and for the depth; `client_secret_post`, `client_secret_basic`, `private_key_jwt`, and both of the first two if no method is set; refresh tokens of strict clients expire; " +
				"the texts of the errors for an unknown API, a missing grant, scopes that were not granted, and a grant type; the claims of each dialect; `permissions` and scopes by `enforce_policies`; `organization` by usage, association and default, `org_id` and `org_name`; token quotas, their headers and the 429 of a client; an opaque token (JWE, `dir`, `A256GCM`) if no API is named; CORS for the client's origins. " +
				"The error `Invalid authorization code` for an unknown code is recorded (2023).",
			Chosen: "The other texts of token exchange, and the codes: 401 `invalid_grant`, 403 `unauthorized_client`, `access_denied` and `consent_required`; its rate is not limited. `default_audience` applies to client credentials, too. A code exchange ignores `resource`. The texts for refused assertions, proofs and verifiers; an assertion can name the token endpoint as its audience. A token contains only scopes that the API defines; requesting another scope of the grant is not an error. " +
				"The text if an API denies all clients. The statuses and texts of errors about organizations that user flows do not have; the text of an organization's quota; the headers also list quotas that are not enforced; the counts are lost when the process ends, unless the tenant is in PostgreSQL. A code that was used or has expired is treated as an unknown code. The error code if a grant was deleted after the login. Opaque tokens become invalid when the process ends, unless the tenant is in PostgreSQL, and their header has no further members.",
		},
		{
			Route: "POST /oidc/register",
			Documented: "Off by default, with the text of that refusal; five requests a second; which members are used and which are ignored; the reduction of `grant_types`; " +
				"the answer (reported) and the properties of the client; `too_many_entities`.",
			Chosen: "All other texts. At most 1,000 registered clients; the service has the limit of the plan for all clients. A client without `client_name` is named `Registered client`. " +
				"Without `grant_types`, it gets `authorization_code`. Permissive clients get the same grant types as strict ones.",
		},
		{Route: "POST /oauth/revoke", Documented: "RFC 7009, for refresh tokens.", Chosen: "The texts for access tokens, and for tokens of another client."},
		{Route: "GET /userinfo", Documented: "The standard claims.", Chosen: "The text for a refused token."},
		{
			Route: "GET /v2/logout", Documented: "`client_id` and `returnTo`, which must be one of `allowed_logout_urls`, without query and fragment; without `returnTo`, the first of these; the text of an error as reported.",
			Chosen: "Without `client_id` no `returnTo` is allowed: the tenant's `allowed_logout_urls` have no effect. Wildcards are not supported. The texts for strict third-party clients.",
		},
		{
			Route: "GET /oidc/logout", Documented: "RP-initiated logout: `id_token_hint`, `logout_hint`, `client_id`, `post_logout_redirect_uri`, `state`; the user must confirm unless the request identifies the session.",
			Chosen: "The texts if parameters contradict each other, and for a hint that is not an ID token.",
		},
		{
			Route: "GET /.well-known/openid-configuration", Documented: "The members that tenants of the free plan have (reported 2025 and 2026), in their order. Tenant settings add `client_id_metadata_document_supported`, `authorization_response_iss_parameter_supported`, `pushed_authorization_request_endpoint` and `acr_values_supported`, and remove `end_session_endpoint`.",
			Chosen: "It names endpoints that the mock lacks, as the service does for tenants that do not use them. Members that a setting adds are at the end, and are absent while the setting is off. `mtls` adds nothing.",
		},
		{Route: "GET /.well-known/oauth-authorization-server", Documented: "The same document."},
		{Route: "GET /.well-known/jwks.json", Documented: "The current and the next key, and the previous one until it is revoked. No `alg` with the tenant's flag `remove_alg_from_jwks`."},
	}
}
