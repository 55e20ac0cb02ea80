package oauth_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
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

func TestDiscoveryTellsWhatExists(t *testing.T) {
	t.Parallel()
	var got map[string]any
	header := get(t, newTenant().start(t), oauth.DiscoveryPath, &got)
	want := map[string]any{
		"issuer":                                issuer,
		"token_endpoint":                        "https://tenant.example/oauth/token",
		"introspection_endpoint":                "https://tenant.example/oauth/introspect",
		"jwks_uri":                              "https://tenant.example/.well-known/jwks.json",
		"grant_types_supported":                 []any{"client_credentials"},
		"response_types_supported":              []any{},
		"token_endpoint_auth_methods_supported": []any{"client_secret_post", "client_secret_basic", "private_key_jwt"},
		"token_endpoint_auth_signing_alg_values_supported": []any{"RS256", "RS384", "PS256"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("the discovery document cannot be read by scripts of other origins")
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

func TestOtherPathsAndMethods(t *testing.T) {
	t.Parallel()
	tests := []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodGet, oauth.TokenPath, 405, "POST"},
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
