package oauth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// forged signs the header and claims of a good token for the API, changed.
func forged(alg jose.SignatureAlgorithm, key any, header, changes map[string]any) string {
	return forge.Sign(string(alg), key, forge.With(object{"alg": alg, "typ": "JWT", "kid": keyID}, header), forge.With(object{
		"iss": issuer, "sub": "forger@clients", "aud": api, "iat": now.Unix(), "exp": now.Unix() + 600, "scope": "read:appointments",
	}, changes))
}

// badToken is a token that every judge of the mock must refuse.
type badToken struct {
	name, reason string
	make         func(testing.TB) string
}

func badTokens() []badToken {
	signed := func(header, changes map[string]any) func(testing.TB) string {
		return func(testing.TB) string { return forged(jose.RS256, tenantKey(), header, changes) }
	}
	return []badToken{
		{"expired", "expired", signed(nil, map[string]any{"iat": now.Unix() - 900, "exp": now.Unix() - 1})},
		{"without exp", "expired", signed(nil, map[string]any{"exp": nil})},
		{"not yet valid", "not_yet_valid", signed(nil, map[string]any{"nbf": now.Unix() + 60})},
		{"of another issuer", "issuer", signed(nil, map[string]any{"iss": "https://other.example/"})},
		{"for another audience", "audience", signed(nil, map[string]any{"aud": "https://other.example/"})},
		{"with an unknown kid", "unknown_key", signed(map[string]any{"kid": "unknown"}, nil)},
		{"with a jku", "key_injection", signed(map[string]any{"jku": "https://evil.example/jwks"}, nil)},
		{"of another type", "type", signed(map[string]any{"typ": "dpop+jwt"}, nil)},
		{"signed by another key", "signature", func(testing.TB) string { return forged(jose.RS256, clientKey(), nil, nil) }},
		{"in another algorithm", "algorithm", func(testing.TB) string { return forged(jose.PS256, tenantKey(), nil, nil) }},
		{"HS256 with the public key as the secret", "algorithm", func(tb testing.TB) string {
			tb.Helper()
			return forged(jose.HS256, []byte(publicPEM(tb, tenantKey())), nil, nil)
		}},
		{"unsigned", "unsigned", func(testing.TB) string { return forge.Unsigned(object{"alg": "none"}, object{"aud": api}) }},
		{"encrypted", "encrypted", func(testing.TB) string { return "a.b.c.d.e" }},
		{"no token", "malformed", func(testing.TB) string { return "opaque" }},
		{"oversized", "oversized", func(testing.TB) string { return strings.Repeat("x", 65<<10) }},
	}
}

func checkPath(identifier, scope string) string {
	return oauth.CheckPrefix + identifier + "/check?scope=" + url.QueryEscape(scope)
}

func TestCheckAcceptsTheTokensOfItsAPI(t *testing.T) {
	t.Parallel()
	once := url.PathEscape(api)
	for _, alg := range []string{"RS256", "RS512", "PS256", "HS256"} {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			tenant.api.SigningAlg = alg
			if alg == "HS256" {
				tenant.api.SigningSecret = shared
			}
			h := tenant.start(t)
			token := "bearer " + post(t, h, form()).AccessToken
			for _, test := range []struct {
				name, path string
				status     int
				challenge  string
			}{
				{"identifier encoded once", checkPath(once, ""), 200, ""},
				{"identifier encoded twice", checkPath(url.PathEscape(once), ""), 200, ""},
				{"scopes that it has", checkPath(once, "read:appointments write:appointments"), 200, ""},
				{"scope that it lacks", checkPath(once, "read:appointments delete:appointments"), 403, `Bearer error="insufficient_scope", error_description="the token lacks the scope delete:appointments", scope="delete:appointments"`},
				{"scope that cannot be printed", checkPath(once, "a\"\r\nX:"), 403, `Bearer error="insufficient_scope", error_description="the token lacks the scope a' X:", scope="a' X:"`},
				{"identifier not encoded", checkPath(api, ""), 404, ""},
				{"unknown API", checkPath("urn:unknown", ""), 404, ""},
				{"no check", oauth.CheckPrefix + once, 404, ""},
			} {
				t.Run(test.name, func(t *testing.T) {
					t.Parallel()
					got := do(t, h, http.MethodGet, test.path, "", token, "")
					if got.Status != test.status || got.Header.Get("WWW-Authenticate") != test.challenge {
						t.Errorf("%d %q %s\nwant %d %q", got.Status, got.Header.Get("WWW-Authenticate"), got.Description, test.status, test.challenge)
					}
				})
			}
		})
	}
}

func TestCheckRefusesWhatIsNoTokenOfItsAPI(t *testing.T) {
	t.Parallel()
	h := newTenant().start(t)
	path := checkPath(url.PathEscape(api), "read:appointments")
	for _, test := range badTokens() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := do(t, h, http.MethodPost, path, "", "Bearer "+test.make(t), "")
			if got.Status != http.StatusUnauthorized || !strings.HasPrefix(got.Header.Get("WWW-Authenticate"), `Bearer error="invalid_token", error_description="the `) {
				t.Errorf("%d %q", got.Status, got.Header.Get("WWW-Authenticate"))
			}
		})
	}
	for _, header := range []string{"", "Basic YTpi", "Bearer", "Bearer "} {
		t.Run("Authorization: "+header, func(t *testing.T) {
			t.Parallel()
			got := do(t, h, http.MethodGet, path, "", header, "")
			if got.Status != http.StatusUnauthorized || got.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%d %q, want a challenge without an error code", got.Status, got.Header.Get("WWW-Authenticate"))
			}
		})
	}
}

// introspected asks about a token.
func introspected(tb testing.TB, h http.Handler, token string) map[string]any {
	tb.Helper()
	body := url.Values{"client_id": {client}, "client_secret": {secret}, "token": {token}}.Encode()
	request := httptest.NewRequestWithContext(tb.Context(), http.MethodPost, oauth.IntrospectPath, strings.NewReader(body))
	request.Header.Set("Content-Type", formType)
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	out := map[string]any{}
	if err := json.Unmarshal(recorder.Body.Bytes(), &out); err != nil || recorder.Code != http.StatusOK {
		tb.Fatalf("%d %s", recorder.Code, recorder.Body)
	}
	return out
}

func TestIntrospectionTellsWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newTenant().start(t)
	good := introspected(t, h, post(t, h, form("scope", "read:appointments")).AccessToken)
	for name, want := range map[string]any{
		"active": true, "iss": issuer, "aud": api, "sub": client + "@clients", "client_id": client,
		"scope": "read:appointments", "token_type": "Bearer", "exp": float64(now.Unix() + 600),
	} {
		if good[name] != want {
			t.Errorf("%s is %v, want %v", name, good[name], want)
		}
	}
	for _, test := range badTokens() {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := introspected(t, h, test.make(t))
			if got["active"] != false || got["reason"] != test.reason || got["reason_description"] == "" || len(got) != 3 {
				t.Errorf("got %v, want the reason %s", got, test.reason)
			}
		})
	}
}

func TestIntrospectionIsForClientsThatProveWhoTheyAre(t *testing.T) {
	t.Parallel()
	public := newTenant()
	public.client.TokenEndpointAuthMethod = "none"
	for _, test := range []struct {
		name   string
		tenant *tenant
		values url.Values
		status int
	}{
		{"no client", newTenant(), url.Values{"token": {"a"}}, 400},
		{"no secret", newTenant(), url.Values{"token": {"a"}, "client_id": {client}}, 401},
		{"wrong secret", newTenant(), url.Values{"token": {"a"}, "client_id": {client}, "client_secret": {"wrong"}}, 401},
		{"public client", public, url.Values{"token": {"a"}, "client_id": {client}}, 401},
		{"no token", newTenant(), url.Values{"client_id": {client}, "client_secret": {secret}}, 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := do(t, test.tenant.start(t), http.MethodPost, oauth.IntrospectPath, formType, "", test.values.Encode()); got.Status != test.status || got.Error == "" {
				t.Errorf("%d %s, want %d", got.Status, got.Description, test.status)
			}
		})
	}
}
