package fidelity

// Authentication are the endpoints of the Authentication API that the mock
// serves.
func Authentication() []Endpoint {
	return []Endpoint{
		{
			Route: "GET /authorize", Documented: "Code flow with PKCE (`S256`, `plain`), the codes and words of errors as far as users report them.",
			Chosen: "Its login page takes any name: the mock has no users.",
		},
		{
			Route: "POST /oauth/token", Documented: "Client credentials, authorization code, refresh token; `client_secret_post`, `client_secret_basic`, `private_key_jwt`.",
			Chosen: "The words of refused assertions. A token carries only scopes that the API defines.",
		},
		{Route: "POST /oauth/revoke", Documented: "RFC 7009."},
		{Route: "GET /userinfo", Documented: "The standard claims."},
		{Route: "GET /.well-known/openid-configuration", Documented: "The members that tenants of the free plan have (reported 2025 and 2026)."},
		{Route: "GET /.well-known/jwks.json", Documented: "The current and the next key, and the previous one until it is revoked."},
	}
}
