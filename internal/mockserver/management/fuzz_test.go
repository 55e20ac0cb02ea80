package management_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// FuzzBodies: whatever a body says, it is stored or refused, and never a
// failure of the mock; what was stored can be read.
func FuzzBodies(f *testing.F) {
	for _, seed := range []string{
		`{"identifier":"a","token_lifetime":1e2}`, `{"identifier":"a","authorization_details":[{"type":1},null,[]]}`,
		`{"identifier":"a","subject_type_authorization":{"client":{"POLICY":5,"policy":"deny_all"}}}`,
		`{"identifier":"a","token_encryption":{"format":"compact-nested-jwe","encryption_key":{"alg":"RSA-OAEP-256","pem":"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"}}}`,
		`{"name":"c","client_metadata":{"a":{"b":[1.5e300]}},"jwt_configuration":{"x":null}}`,
		`{"name":"c","client_authentication_methods":{"tls_client_auth":{"credentials":[]}}}`,
		`{"client_id":"` + adminID + `","audience":"a","scope":[]}`, `{"scope":null,"allow_all_scopes":null}`,
		`{"name":"c","is_first_party":false,"third_party_security_mode":"strict","callbacks":[1]}`, `{"session_transfer":{"delegation":null},"mobile":{"ios":null}}`,
		`{"name":"c","refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","policies":null},"token_quota":{"client_credentials":{"per_day":1}}}`,
		`identifier=a&scopes[][value]=x`, `{"client_secret":"x"}`, `{"grant_types":null}`,
		`{"flags":{"remove_alg_from_jwks":true},"default_token_quota":{"clients":{"client_credentials":{"per_day":1}}}}`, `{"default_token_quota":null,"acr_values_supported":null}`, "\xff", `{"a":`, `null`,
	} {
		for target := range 7 {
			f.Add(target, seed)
		}
	}
	tn := newTenant(f)
	api := tn.newAPI(`{"identifier":"fuzzed","scopes":[{"value":"s"}]}`)
	client := "/api/v2/clients/" + tn.newClient(`{"name":"fuzzed"}`)
	grant := grants + "/" + tn.call("POST", grants, `{"client_id":"`+adminID+`","audience":"fuzzed"}`).want(201).id("id")
	targets := []struct{ method, path string }{
		{"POST", "/api/v2/resource-servers"}, {"PATCH", api}, {"POST", "/api/v2/clients"}, {"PATCH", client}, {"POST", grants}, {"PATCH", grant}, {"PATCH", tenantSettings},
	}
	f.Fuzz(func(t *testing.T, target int, body string) {
		tn := tn.in(t)
		at := targets[(target%len(targets)+len(targets))%len(targets)]
		for _, contentType := range []string{"application/json", "application/x-www-form-urlencoded"} {
			if a := tn.send(at.method, at.path, body, contentType); a.status >= 500 || a.object == nil {
				t.Errorf("%s %s: %d %s", at.method, at.path, a.status, a.text)
			}
		}
		for _, path := range []string{api, client, grant, tenantSettings} {
			if a := tn.call("GET", path, ""); a.status != 200 {
				t.Errorf("GET %s: %d %s", path, a.status, a.text)
			}
		}
	})
}

// FuzzPaths: an object is found by its identifier in any spelling that escapes
// it, and nothing redirects.
func FuzzPaths(f *testing.F) {
	for _, seed := range []string{"https://a/b", "a//b", "%", "%2F", "..", "a b", "ü", "?", "#", ";", "+", "\x00"} {
		f.Add(seed)
	}
	tn := newTenant(f)
	f.Fuzz(func(t *testing.T, identifier string) {
		once := url.PathEscape(identifier)
		for _, path := range []string{once, url.PathEscape(once)} {
			r := &http.Request{Method: http.MethodGet, Header: http.Header{"Authorization": {"Bearer " + tn.token}}, URL: &url.URL{}, Body: http.NoBody}
			var err error
			if r.URL, err = url.Parse("http://tenant/api/v2/resource-servers/" + path); err != nil {
				t.Skip()
			}
			w := httptest.NewRecorder()
			tn.handler.ServeHTTP(w, r)
			if w.Code != 404 && w.Code != 200 || !strings.HasPrefix(w.Body.String(), "{") {
				t.Errorf("%q: %d %s %s", path, w.Code, w.Header().Get("Location"), w.Body)
			}
		}
	})
}
