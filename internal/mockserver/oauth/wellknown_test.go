package oauth_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
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
	list := func(words string) (out []any) {
		for _, word := range strings.Split(words, ",") {
			out = append(out, word)
		}
		return out
	}
	want := map[string]any{
		"issuer":                                                   issuer,
		"authorization_endpoint":                                   "https://tenant.example/authorize",
		"token_endpoint":                                           "https://tenant.example/oauth/token",
		"userinfo_endpoint":                                        "https://tenant.example/userinfo",
		"revocation_endpoint":                                      "https://tenant.example/oauth/revoke",
		"introspection_endpoint":                                   "https://tenant.example/oauth/introspect",
		"jwks_uri":                                                 "https://tenant.example/.well-known/jwks.json",
		"scopes_supported":                                         list("openid,profile,email,offline_access"),
		"response_types_supported":                                 list("code,token,id_token,code token,code id_token,token id_token,code token id_token"),
		"response_modes_supported":                                 list("query,fragment,form_post"),
		"grant_types_supported":                                    list("client_credentials,authorization_code,refresh_token,implicit"),
		"code_challenge_methods_supported":                         list("S256"),
		"prompt_values_supported":                                  list("none,login,consent,select_account"),
		"subject_types_supported":                                  list("public"),
		"id_token_signing_alg_values_supported":                    list("HS256,RS256,PS256"),
		"claims_supported":                                         list("iss,sub,aud,iat,exp,auth_time,nonce,at_hash,c_hash,name,nickname,email,email_verified"),
		"token_endpoint_auth_methods_supported":                    list("client_secret_post,client_secret_basic,private_key_jwt,none"),
		"token_endpoint_auth_signing_alg_values_supported":         list("RS256,RS384,PS256"),
		"revocation_endpoint_auth_methods_supported":               list("client_secret_post,client_secret_basic,private_key_jwt,none"),
		"revocation_endpoint_auth_signing_alg_values_supported":    list("RS256,RS384,PS256"),
		"introspection_endpoint_auth_methods_supported":            list("client_secret_post,client_secret_basic,private_key_jwt"),
		"introspection_endpoint_auth_signing_alg_values_supported": list("RS256,RS384,PS256"),
		"dpop_signing_alg_values_supported":                        list("ES256"),
		"request_parameter_supported":                              false,
		"request_uri_parameter_supported":                          false,
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

func TestJWKSNamesTheAlgorithmUnlessTheTenantRemovesIt(t *testing.T) {
	t.Parallel()
	for remove, want := range map[bool]string{false: "RS256", true: ""} {
		h := oauth.New(oauth.Deps{Store: newTenant().store, Keys: oneKey{}, Issuer: issuer, Now: clockOf(now), Random: rand.Reader, RemoveAlgFromJWKS: remove})
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
