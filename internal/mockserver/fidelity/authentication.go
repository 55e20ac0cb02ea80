package fidelity

// Authentication are the endpoints of the Authentication API that the mock
// serves.
func Authentication() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /authorize",
			Documented: "The code flow, PKCE (`S256`, `plain`), sessions, `prompt`, `max_age`, `response_mode=web_message`. What strict third-party clients may send, and get. " +
				"The codes and words that users report: unknown client, API or callback, no grant.",
			Chosen: "The login page takes any name: the mock has no users. The words of refused PKCE and silent requests. The status and the rest of `Callback URL mismatch.` " +
				"PKCE is not required of first-party public clients.",
		},
		{
			Route: "POST /oauth/token",
			Documented: "Client credentials, authorization code, refresh token, on-behalf-of exchange; `client_secret_post`, `client_secret_basic`, `private_key_jwt`, DPoP. " +
				"The codes and words that users report. That an unknown code is `Invalid authorization code` is recorded (2023).",
			Chosen: "The words of refused assertions. A token carries only those scopes of a grant that the API defines. A code that was used or has expired is answered as an unknown one. " +
				"The statuses of refused exchanges.",
		},
		{Route: "POST /oauth/revoke", Documented: "RFC 7009."},
		{
			Route: "GET /userinfo", Documented: "The standard claims. Not for strict third-party clients.",
			Chosen: "The words of its refusals. The opaque token has no further members.",
		},
		{
			Route: "GET /v2/logout", Documented: "Which URLs may follow.",
			Chosen: "The page of a refusal. What strict third-party clients are answered.",
		},
		{Route: "GET /oidc/logout", Documented: "Its parameters, and that it asks without an `id_token_hint`.", Chosen: "The words of its refusals."},
		{
			Route: "GET /.well-known/openid-configuration", Documented: "The members that tenants of the free plan have (reported 2025 and 2026).",
			Chosen: "Members of endpoints that the mock lacks are there too.",
		},
		{Route: "GET /.well-known/oauth-authorization-server", Documented: "The same document."},
		{Route: "GET /.well-known/jwks.json", Documented: "The current and the next key, and the previous one until it is revoked. `alg` is a tenant flag."},
	}
}
