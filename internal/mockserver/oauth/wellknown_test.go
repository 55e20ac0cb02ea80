package oauth_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func get(tb testing.TB, h http.Handler, path string, into any) http.Header {
	tb.Helper()
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, httptest.NewRequestWithContext(tb.Context(), http.MethodGet, path, nil))
	if recorder.Code != http.StatusOK {
		tb.Fatalf("GET %s: %d", path, recorder.Code)
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), into); err != nil {
		tb.Fatal(err)
	}
	return recorder.Header()
}

// published is the discovery document of a tenant on the service's free plan,
// member by member in the service's order (facts 6.3, reported 2026-04).
const published = `{"issuer":"https://tenant.example/",` +
	`"authorization_endpoint":"https://tenant.example/authorize",` +
	`"token_endpoint":"https://tenant.example/oauth/token",` +
	`"device_authorization_endpoint":"https://tenant.example/oauth/device/code",` +
	`"userinfo_endpoint":"https://tenant.example/userinfo",` +
	`"mfa_challenge_endpoint":"https://tenant.example/mfa/challenge",` +
	`"jwks_uri":"https://tenant.example/.well-known/jwks.json",` +
	`"registration_endpoint":"https://tenant.example/oidc/register",` +
	`"revocation_endpoint":"https://tenant.example/oauth/revoke",` +
	`"scopes_supported":["openid","profile","offline_access","name","given_name","family_name","nickname",` +
	`"email","email_verified","picture","created_at","identities","phone","address"],` +
	`"response_types_supported":["code","token","id_token","code token","code id_token","token id_token","code token id_token"],` +
	`"code_challenge_methods_supported":["S256","plain"],` +
	`"response_modes_supported":["query","fragment","form_post"],` +
	`"subject_types_supported":["public"],` +
	`"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post","private_key_jwt"],` +
	`"token_endpoint_auth_signing_alg_values_supported":["RS256","RS384","PS256"],` +
	`"claims_supported":["aud","auth_time","created_at","email","email_verified","exp","family_name","given_name",` +
	`"iat","identities","iss","name","nickname","phone_number","picture","sub"],` +
	`"request_uri_parameter_supported":false,"request_parameter_supported":false,` +
	`"backchannel_authentication_endpoint":"https://tenant.example/bc-authorize",` +
	`"backchannel_token_delivery_modes_supported":["poll"],` +
	`"id_token_signing_alg_values_supported":["HS256","RS256","PS256"],` +
	`"end_session_endpoint":"https://tenant.example/oidc/logout",` +
	`"global_token_revocation_endpoint":"https://tenant.example/oauth/global-token-revocation/connection/{connectionName}",` +
	`"global_token_revocation_endpoint_auth_methods_supported":["global-token-revocation+jwt"],` +
	`"dpop_signing_alg_values_supported":["ES256"]`

func TestDiscoveryIsTheServices(t *testing.T) {
	t.Parallel()
	introspection := `,"introspection_endpoint":"https://tenant.example/oauth/introspect",` +
		`"introspection_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post","private_key_jwt"]}`
	for on, want := range map[bool]string{false: published + "}", true: published + introspection} {
		tenant := newTenant()
		tenant.store = store.NewMemory()
		h := oauth.New(oauth.Deps{Store: tenant.store, Keys: oneKey{}, Issuer: issuer, Now: clockOf(now), Random: rand.Reader, Introspection: on})
		for _, path := range []string{oauth.DiscoveryPath, oauth.OAuthDiscoveryPath} {
			var got json.RawMessage
			header := get(t, h, path, &got)
			if string(got) != want {
				t.Errorf("introspection %v, %s:\ngot  %s\nwant %s", on, path, got, want)
			}
			if header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s cannot be read by scripts of other origins", path)
			}
		}
	}
}

func TestIntrospectionIsServedOnlyWhereItWasAskedFor(t *testing.T) {
	t.Parallel()
	h := oauth.New(oauth.Deps{Store: store.NewMemory(), Keys: oneKey{}, Issuer: issuer, Now: clockOf(now), Random: rand.Reader})
	if got := do(t, h, http.MethodPost, oauth.IntrospectPath, formType, "", form("token", "x").Encode()); got.Status != http.StatusNotFound {
		t.Errorf("without the option: %d, want 404", got.Status)
	}
}

func TestJWKSHasPublicKeysOnly(t *testing.T) {
	t.Parallel()
	var set jose.JSONWebKeySet
	get(t, newTenant().start(t), oauth.JWKSPath, &set)
	if len(set.Keys) != 1 || set.Keys[0].KeyID != keyID || !set.Keys[0].IsPublic() {
		t.Errorf("got %d keys: %v", len(set.Keys), set.Keys)
	}
}

func TestJWKSNamesTheAlgorithmUnlessTheTenantRemovesIt(t *testing.T) {
	t.Parallel()
	for remove, want := range map[bool]string{false: "RS256", true: ""} {
		tenant := newTenant()
		h := tenant.start(t)
		tenant.setSettings(t, map[string]any{"flags": map[string]any{"remove_alg_from_jwks": remove}})
		var set jose.JSONWebKeySet
		get(t, h, oauth.JWKSPath, &set)
		if got := set.Keys[0].Algorithm; got != want {
			t.Errorf("remove_alg_from_jwks %v: alg %q, want %q", remove, got, want)
		}
	}
}

func TestOtherPathsAndMethods(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodGet, oauth.TokenPath, 405, "POST, OPTIONS"},
		{http.MethodOptions, oauth.TokenPath, 204, ""},
		{http.MethodOptions, oauth.UserinfoPath, 204, ""},
		{http.MethodOptions, oauth.CheckPrefix + "urn:any/check", 204, ""},
		{http.MethodDelete, oauth.UserinfoPath, 405, "GET, HEAD, POST, OPTIONS"},
		{http.MethodPut, oauth.AuthorizePath, 405, "GET, HEAD, POST"},
		{http.MethodGet, oauth.LoginPath, 405, "POST"},
		{http.MethodPost, oauth.JWKSPath, 405, "GET, HEAD, OPTIONS"},
		{http.MethodDelete, oauth.DiscoveryPath, 405, "GET, HEAD, OPTIONS"},
		{http.MethodOptions, oauth.JWKSPath, 204, ""},
		{http.MethodGet, "/oauth/nothing", 404, ""},
		{http.MethodGet, "/.well-known/", 404, ""},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			t.Parallel()
			got := do(t, newTenant().start(t), test.method, test.path, "", "", "")
			if got.Status != test.status || got.Header.Get("Allow") != test.allow {
				t.Errorf("%d Allow %q, want %d %q", got.Status, got.Header.Get("Allow"), test.status, test.allow)
			}
			if test.status >= 400 && got.Error == "" {
				t.Error("the answer names no error")
			}
		})
	}
}
