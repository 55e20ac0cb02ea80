package fidelity

// Authentication are the endpoints of the Authentication API that the mock
// serves. What they have chosen stands as a comment, "unknown:", where it is done.
func Authentication() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /authorize",
			Documented: "Codes with PKCE (`S256`, `plain`), implicit and hybrid flows, `form_post` and `web_message`; `prompt`, `max_age` and sessions; strict third-party applications: " +
				"parameters, PKCE, grants, consent, no ID token; `redirection_policy`; `resource` by the tenant's `resource_parameter_profile`, then `default_audience`; `iss` by the tenant's setting; the words `Unknown client`, `Service not found`, `is not authorized to access resource server`.",
			Chosen: "Its login page takes any name, and `prompt=none` with `login_hint` logs in without it: the mock has no users. Other words; the status of error pages but for an unknown client; " +
				"the code of a callback that is not registered. A public client of a first party must use PKCE, too. A `login_hint` for another user than the session's shows the page. " +
				"Callbacks and origins are compared without wildcards. A strict client without an API is refused. The error page adds which API has the identifier but for a slash at the end.",
		},
		{
			Route: "POST /oauth/token",
			Documented: "Client credentials, authorization code, refresh token; `client_secret_post`, `client_secret_basic`, `private_key_jwt`, and post and Basic where no method is set; refresh tokens of strict clients expire; " +
				"the words of 4xx for an unknown API, a missing grant, scopes beyond the grant, a grant type; the claims of each dialect; an opaque token (JWE, `dir`, `A256GCM`) where no API is named; CORS for the client's origins. " +
				"That an unknown code is `Invalid authorization code` is recorded (2023).",
			Chosen: "`default_audience` counts for client credentials too. A code exchange ignores `resource`. The words of refused assertions, proofs and verifiers; an assertion may name the token endpoint as its audience. A token carries only scopes that the API defines, and asking for another one of the grant is no error. " +
				"The words where an API denies all. A code that was used or has expired is answered as an unknown one. The code of the error where a grant was deleted after the login. Opaque tokens end with the process, and their header has no further members.",
		},
		{Route: "POST /oauth/revoke", Documented: "RFC 7009, for refresh tokens.", Chosen: "The words for access tokens, and for those of another client."},
		{Route: "GET /userinfo", Documented: "The standard claims.", Chosen: "The words of a refused token."},
		{
			Route: "GET /v2/logout", Documented: "`client_id` and `returnTo`, which must be one of `allowed_logout_urls`, without query and fragment; else the first of these; the words of a refusal as reported.",
			Chosen: "Without `client_id` no `returnTo` is allowed: the tenant's `allowed_logout_urls` have no effect. Wildcards are not served. The words for strict third-party applications.",
		},
		{
			Route: "GET /oidc/logout", Documented: "RP-initiated logout: `id_token_hint`, `logout_hint`, `client_id`, `post_logout_redirect_uri`, `state`; it asks unless the session is named.",
			Chosen: "The words where parameters contradict each other, and for a hint that is no ID token.",
		},
		{
			Route: "GET /.well-known/openid-configuration", Documented: "The members that tenants of the free plan have (reported 2025 and 2026), in their order. Tenant settings add `client_id_metadata_document_supported`, `authorization_response_iss_parameter_supported`, `pushed_authorization_request_endpoint` and `acr_values_supported`, and remove `end_session_endpoint`.",
			Chosen: "It names endpoints that the mock lacks, as the service does for tenants that do not use them. What a setting adds stands at the end, and is absent while the setting is off. `mtls` adds nothing.",
		},
		{Route: "GET /.well-known/oauth-authorization-server", Documented: "The same document."},
		{Route: "GET /.well-known/jwks.json", Documented: "The current and the next key, and the previous one until it is revoked. No `alg` with the tenant's flag `remove_alg_from_jwks`."},
	}
}
