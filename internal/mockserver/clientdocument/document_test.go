package clientdocument_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// The rules of facts 7.3 for URLs.
func TestURLsOfDocuments(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://app.example.test/client.json":                "",
		"https://app.example.test:8443/a/b%20c":               "",
		"https://app.example.test/" + strings.Repeat("a", 95): "",
		"https://app.example.test/" + strings.Repeat("a", 96): "120 bytes",
		"http://app.example.test/client.json":                 "https",
		"ftp://app.example.test/client.json":                  "https",
		"https://localhost/client.json":                       "this machine",
		"https://127.0.0.1/client.json":                       "this machine",
		"https://[::1]/client.json":                           "this machine",
		"https:///client.json":                                "a host",
		"https://app.example.test":                            "a path",
		"https://app.example.test/":                           "a path",
		"https://app.example.test/a/../client.json":           "path segments",
		"https://app.example.test/a/%2e%2E/client.json":       "path segments",
		"https://app.example.test/./client.json":              "path segments",
		"https://app.example.test/a..b/client.json":           "",
		" https://app.example.test/client.json":               "spaces",
		"https://me@app.example.test/client.json":             "user information",
		"https://app.example.test/client.json#a":              "fragment",
		"https://app.example.test/client.json#":               "fragment",
		"https://app.example.test/client.json?a=b":            "query",
		"https://app.example.test/client.json?":               "query",
		"https://app.example.test:0/client.json":              "port 0",
		"https://app.example.test/%zz":                        "hexadecimal",
		"https://app.example.test/100%":                       "hexadecimal",
		"app.example.test/client.json":                        "https",
	} {
		if got := strings.Join((&clientdocument.Fetcher{}).CheckURL(address), "; "); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for address, ok := range map[string]bool{"http://127.0.0.1:9/client.json": true, "http://app.example.test/client.json": false, "http://10.0.0.1/client.json": false} {
		if wrong := (&clientdocument.Fetcher{AllowLoopback: true}).CheckURL(address); (wrong == nil) != ok {
			t.Errorf("with loopback, %s: %q", address, wrong)
		}
	}
}

// fetched is the document that a server has at /client.json: a valid one, changed.
func fetched(t *testing.T, changes map[string]any, keySet string) *clientdocument.Document {
	t.Helper()
	server := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/jwks.json" {
			_, _ = w.Write([]byte(keySet))
			return
		}
		for name, value := range changes {
			if value == "OWN/jwks.json" {
				changes[name] = "http://" + r.Host + "/jwks.json"
			}
		}
		_, _ = w.Write(document("http://"+r.Host+r.URL.Path, changes))
	})
	got, err := (&clientdocument.Fetcher{AllowLoopback: true}).Fetch(t.Context(), server.URL+"/client.json")
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The rules of facts 7.3 for documents.
func TestRulesOfDocuments(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		changes map[string]any
		// violation and warning are parts of the only one; empty for none.
		violation, warning string
	}{
		{nil, "", ""},
		{map[string]any{"client_id": "https://other.example.test/client.json"}, "client_id must be the URL", ""},
		{map[string]any{"client_id": nil}, "client_id must be the URL", ""},
		{map[string]any{"client_name": " "}, "client_name must not be empty", ""},
		{map[string]any{"client_name": nil}, "client_name must not be empty", ""},
		{map[string]any{"client_name": 1}, "client_name must be a text", ""},
		{map[string]any{"grant_types": []string{"refresh_token"}, "redirect_uris": nil}, "", ""},
		{map[string]any{"grant_types": []string{"client_credentials"}, "redirect_uris": nil}, "grant_types must have", "client_credentials"},
		{map[string]any{"grant_types": []string{"authorization_code", "password"}}, "", "password"},
		{map[string]any{"grant_types": []string{"refresh_token", "implicit"}, "redirect_uris": nil}, "redirect_uris is required", "implicit"},
		{map[string]any{"grant_types": "authorization_code"}, "grant_types must be a list", ""},
		{map[string]any{"redirect_uris": nil}, "redirect_uris is required", ""},
		{map[string]any{"redirect_uris": []string{"https://a.example.test/cb", "https://a.example.test/cb"}}, "twice", ""},
		{map[string]any{"redirect_uris": []string{"http://a.example.test/cb"}}, "not an https URL", ""},
		{map[string]any{"redirect_uris": []string{"https://*.example.test/cb"}}, "wildcard", ""},
		{map[string]any{"redirect_uris": []string{"http://127.0.0.1:3000/cb"}}, "only native", ""},
		{map[string]any{"redirect_uris": []string{"http://127.0.0.1:3000/cb", "http://localhost/cb"}, "application_type": "native"}, "", ""},
		{map[string]any{"application_type": "web"}, "", ""},
		{map[string]any{"application_type": "spa"}, "application_type must be", ""},
		{map[string]any{"token_endpoint_auth_method": "client_secret_post"}, "must be none or private_key_jwt", ""},
		{map[string]any{"token_endpoint_auth_method": "private_key_jwt"}, "jwks_uri is required", ""},
		{map[string]any{"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "https://keys.example.test/jwks.json"}, "origin of the document", ""},
		{map[string]any{"jwks": map[string]any{"keys": []any{}}}, "invalid_client_metadata", ""},
		{map[string]any{"logo_uri": "javascript:alert(1)"}, "logo_uri", ""},
		{map[string]any{"logo_uri": "http://a.example.test/logo.png"}, "", ""},
		{map[string]any{"description": strings.Repeat("ä", 140)}, "", ""},
		{map[string]any{"description": strings.Repeat("ä", 141)}, "description", ""},
		{map[string]any{"response_types": []string{"code"}, "grant_types": []string{"refresh_token"}}, "", "response_types has code"},
		// Recorded 2026-04.
		{map[string]any{"client_uri": "https://a.example.test/"}, "", "Ignoring unsupported properties: client_uri. These properties are not validated or mapped to the Auth0 client configuration."},
	} {
		t.Run(fmt.Sprint(test.changes), func(t *testing.T) {
			t.Parallel()
			got := fetched(t, test.changes, "")
			expectOne(t, "violation", got.Violations, test.violation)
			expectOne(t, "warning", got.Warnings, test.warning)
		})
	}
}

func expectOne(t *testing.T, what string, got []string, want string) {
	t.Helper()
	if want == "" && len(got) > 0 || want != "" && (len(got) != 1 && what == "warning" || len(got) == 0 || !strings.Contains(got[0], want)) {
		t.Errorf("%ss %q, want %q", what, got, want)
	}
}

// The names and the order of the recorded answer (facts 7.2, recorded 2026-04).
func TestMappedFields(t *testing.T) {
	t.Parallel()
	got := fetched(t, map[string]any{"logo_uri": "https://app.example.test/logo.png"}, "")
	address := got.Fields.ExternalClientID
	text, err := json.Marshal(got.Fields)
	want := `{"external_client_id":"` + address + `","name":"App","callbacks":["https://app.example.test/callback"],` +
		`"logo_uri":"https://app.example.test/logo.png","grant_types":["authorization_code","refresh_token"],"app_type":"regular_web","token_endpoint_auth_method":"none"}`
	if err != nil || string(text) != want {
		t.Errorf("got\n  %s, want\n  %s", text, want)
	}
}

// The rules of facts 7.3 for key sets.
func TestRulesOfKeySets(t *testing.T) {
	t.Parallel()
	key := forge.NewKey()
	set := func(keys ...any) string {
		text, err := json.Marshal(map[string]any{"keys": keys})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	public := jose.JSONWebKey{Key: key.Public(), KeyID: "one", Algorithm: "PS256"}
	for _, test := range []struct{ name, set, violation string }{
		{"a public key", set(public), ""},
		{"without kid and alg", set(jose.JSONWebKey{Key: key.Public()}), ""},
		{"a private key", set(jose.JSONWebKey{Key: key, KeyID: "one"}), "private key material (d)"},
		{"a secret", set(jose.JSONWebKey{Key: []byte("secret")}), "private key material (k)"},
		{"another algorithm", set(jose.JSONWebKey{Key: key.Public(), Algorithm: "RS512"}), "its alg is"},
		{"for encryption", set(jose.JSONWebKey{Key: key.Public(), Use: "enc"}), "its use is"},
		{"no key", set(), "empty"},
		{"no key set", "[]", "not a key set"},
		{"too large", set(public) + strings.Repeat(" ", 12<<10), "more than 12288 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := fetched(t, map[string]any{"token_endpoint_auth_method": "private_key_jwt", "jwks_uri": "OWN/jwks.json"}, test.set)
			expectOne(t, "violation", got.Violations, test.violation)
			if test.violation != "" {
				return
			}
			credentials := got.Fields.Methods.PrivateKeyJWT.Credentials
			if len(credentials) != 1 || credentials[0].Kid == "" || credentials[0].Alg == "" || got.Fields.TokenEndpointAuthMethod != "" {
				t.Errorf("%+v", got.Fields)
			}
		})
	}
}

// FuzzDocument: whatever a server answers, it is read or refused, and what is valid
// has what a client needs.
func FuzzDocument(f *testing.F) {
	f.Add([]byte(`{"client_id":1,"redirect_uris":[null],"grant_types":{}}`), []byte(`{"keys":[{"kty":"RSA"}]}`))
	f.Add(document("x", nil), []byte(`{"keys":null}`))
	f.Add([]byte("\xff"), []byte("null"))
	f.Fuzz(func(t *testing.T, text, keys []byte) {
		server := newSite(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "jwks.json") {
				_, _ = w.Write(keys)
				return
			}
			_, _ = w.Write(text)
		})
		got, err := (&clientdocument.Fetcher{AllowLoopback: true}).Fetch(t.Context(), server.URL+"/client.json")
		if err == nil && got.Valid() && (got.Fields.Name == "" || len(got.Fields.GrantTypes) == 0) {
			t.Errorf("%q is valid: %+v", text, got.Fields)
		}
	})
}
