package oauth_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// FuzzToken checks that no request makes the endpoint fail, and that no request
// without the secret or the key gets a token.
func FuzzToken(f *testing.F) {
	f.Add(formType, "", form().Encode())
	f.Add(jsonType, "", `{"grant_type":"client_credentials","client_id":"reader","client_secret":"x","audience":"a"}`)
	f.Add(formType, basic(client, "x"), form("client_id", "", "client_secret", "").Encode())
	f.Add(formType, "", asserted("a.b.c").Encode())
	f.Add(formType, "", asserted(assertion(jose.RS256, tenantKey(), "first-key", nil), "client_id", "").Encode())
	f.Add("", "Basic", "%")
	bySecret, byKey := newTenant().start(f), withKeys(f).start(f)
	f.Fuzz(func(t *testing.T, contentType, authorization, body string) {
		for _, tenant := range []http.Handler{bySecret, byKey} {
			got := do(t, tenant, http.MethodPost, oauth.TokenPath, contentType, authorization, body)
			if got.Status >= 500 {
				t.Fatalf("%d: %s", got.Status, got.Description)
			}
			if got.Status == http.StatusOK && !knows(body, authorization) {
				t.Fatalf("a token for %q %q", authorization, body)
			}
			if got.Status != http.StatusOK && got.Error == "" {
				t.Fatalf("%d without an error", got.Status)
			}
		}
	})
}

// FuzzAuthorize holds that no request makes /authorize fail, that a browser is
// sent only to the client's callbacks, and that a public client gets no code
// without a challenge.
func FuzzAuthorize(f *testing.F) {
	f.Add(query().Encode(), "")
	f.Add(query("prompt", "").Encode(), "mock_session=a.b")
	f.Add(query("response_type", "code token id_token", "response_mode", "form_post").Encode(), "mock_browser=x")
	f.Add(query("response_mode", "query", "response_type", "token").Encode(), "")
	f.Add(query("redirect_uri", "com.example.app:/callback", "code_challenge", "").Encode(), "")
	f.Add("%zz", "=")
	tenant := newOfflineTenant()
	public(tenant)
	h := tenant.start(f)
	f.Fuzz(func(t *testing.T, text, cookie string) {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			request := httptest.NewRequestWithContext(t.Context(), method, oauth.AuthorizePath, strings.NewReader(text))
			request.URL.RawQuery = text
			request.Header.Set("Cookie", cookie)
			recorder := httptest.NewRecorder()
			h.ServeHTTP(recorder, request)
			if recorder.Code >= 500 {
				t.Fatalf("%d: %s", recorder.Code, recorder.Body)
			}
			location := recorder.Header().Get("Location")
			if location != "" && !strings.HasPrefix(location, callback) && !strings.HasPrefix(location, "com.example.app:/callback") {
				t.Fatalf("sent to %q", location)
			}
			values, _ := url.ParseQuery(text)
			if strings.Contains(location, "code=") && values.Get("code_challenge") == "" {
				t.Fatalf("a code without a challenge for %q", text)
			}
		}
	})
}

// FuzzProof holds that no DPoP proof makes the endpoint fail or binds a token
// to a key whose holder did not sign.
func FuzzProof(f *testing.F) {
	f.Add(proof(otherKey(), map[string]any{"typ": "JWT"}, nil))
	f.Add(proof(otherKey(), nil, map[string]any{"htm": "GET"}))
	f.Add("a.b.c")
	tenant := newTenant()
	dpopFor(true, "all_clients")(tenant)
	h := tenant.start(f)
	f.Fuzz(func(t *testing.T, text string) {
		if got := send(t, h, http.MethodPost, oauth.TokenPath, "", form(), text); got.Status >= 500 || got.Status < 400 {
			t.Fatal(got.text())
		}
	})
}

// FuzzGrants holds that neither codes nor refresh tokens can be guessed, and
// that none of them makes the token endpoint fail.
func FuzzGrants(f *testing.F) {
	f.Add(exchange("code").Encode())
	f.Add("grant_type=refresh_token&client_id=" + client + "&refresh_token=v1.a.1.b")
	f.Add("grant_type=refresh_token&client_id=" + client + "&refresh_token=v1.a.99999999999999999999.b")
	tenant := newOfflineTenant()
	public(tenant)
	h := tenant.start(f)
	once := exchange(code(f, h, "scope", "openid offline_access"), "client_secret", "")
	if got := post(f, h, once); got.RefreshToken == "" {
		f.Fatal(got.text())
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{oauth.TokenPath, oauth.IntrospectPath} {
			if got := do(t, h, http.MethodPost, path, formType, "", body); got.Status >= 500 || got.AccessToken != "" {
				t.Fatalf("%s: %s", path, got.text())
			}
		}
	})
}

// knows reports whether the request has the secret in it, in some spelling that
// the fuzzer could have derived from the seeds.
func knows(body, authorization string) bool {
	if values, err := parseAny(body); err == nil && values["client_secret"] == secret {
		return true
	}
	pair, err := base64.StdEncoding.DecodeString(authorization[min(len(authorization), len("Basic ")):])
	return err == nil && string(pair) != ""
}

// parseAny reads the two kinds of body, without the endpoint's code.
func parseAny(body string) (map[string]string, error) {
	out := map[string]string{}
	if json.Unmarshal([]byte(body), &out) == nil {
		return out, nil
	}
	values, err := url.ParseQuery(body)
	for name := range values {
		out[name] = values.Get(name)
	}
	return out, err
}
