package oauth_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// FuzzToken holds that no request makes the endpoint fail, and that nobody gets
// a token without the secret or the key.
func FuzzToken(f *testing.F) {
	f.Add(formType, "", form().Encode())
	f.Add(jsonType, "", `{"grant_type":"client_credentials","client_id":"reader","client_secret":"x","audience":"a"}`)
	f.Add(formType, basic(client, "x"), form("client_id", "", "client_secret", "").Encode())
	f.Add(formType, "", asserted("a.b.c").Encode())
	f.Add(formType, "", asserted(assertion(f, jose.RS256, tenantKey(), "first-key", nil), "client_id", "").Encode())
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
