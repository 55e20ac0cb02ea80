package oauth_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	callback = "https://app.example/callback?from=tenant"
	verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk" // RFC 7636, appendix B
	alice    = "alice@example.com"
)

// challenge is the S256 challenge of the verifier, from the same appendix.
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

// newWebTenant has a client that users log in to. A test makes it public with
// public.
func newWebTenant() *tenant {
	t := newTenant()
	t.client.AppType = "regular_web"
	t.client.GrantTypes = []string{"authorization_code", "implicit", "refresh_token"}
	t.set("callbacks", []string{callback, "com.example.app:/callback"})
	description := "See <appointments>"
	t.api.Scopes[0].Description = &description
	return t
}

// set gives the client a property that the store has no field for.
func (t *tenant) set(name string, value any) {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	if t.client.Properties == nil {
		t.client.Properties = map[string]json.RawMessage{}
	}
	t.client.Properties[name] = encoded
}

func public(t *tenant) { t.client.TokenEndpointAuthMethod, t.client.ClientSecret = "none", "" }

// thirdParty makes the client a third party's, in the mode strict.
func thirdParty(t *tenant) {
	t.client.IsFirstParty = false
	t.set("third_party_security_mode", "strict")
}

func permissive(t *tenant) {
	thirdParty(t)
	t.set("third_party_security_mode", "permissive")
}

// query is a good request to /authorize without a page, changed: "" removes.
func query(changes ...string) url.Values {
	values := url.Values{
		"response_type": {"code"}, "client_id": {client}, "redirect_uri": {callback}, "audience": {api},
		"scope": {"openid profile read:appointments"}, "state": {"a b&c"}, "nonce": {"n-1"}, "prompt": {"none"}, "login_hint": {alice},
		"code_challenge": {challenge}, "code_challenge_method": {"S256"},
	}
	return with(values, changes)
}

func with(values url.Values, changes []string) url.Values {
	for i := 0; i+1 < len(changes); i += 2 {
		values.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			values.Del(changes[i])
		}
	}
	return values
}

// browse sends a request as a browser does and returns the answer unread.
func browse(tb testing.TB, h http.Handler, method, target string, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	tb.Helper()
	request := httptest.NewRequestWithContext(tb.Context(), method, target, strings.NewReader(form.Encode()))
	if form != nil {
		request.Header.Set("Content-Type", formType)
	}
	for _, cookie := range cookies {
		request.AddCookie(cookie)
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder
}

func authorizeURL(values url.Values) string { return oauth.AuthorizePath + "?" + values.Encode() }

// sent is what a redirect brings to the client, of the query or the fragment.
func sent(tb testing.TB, recorder *httptest.ResponseRecorder) (where string, answer url.Values) {
	tb.Helper()
	if recorder.Code != http.StatusFound && recorder.Code != http.StatusSeeOther {
		tb.Fatalf("no redirect: %d %s", recorder.Code, recorder.Body)
	}
	location, err := url.Parse(recorder.Header().Get("Location"))
	if err != nil {
		tb.Fatal(err)
	}
	text := location.RawQuery
	if location.Fragment != "" {
		where, text = "fragment", location.EscapedFragment()
	} else {
		where = "query"
	}
	if answer, err = url.ParseQuery(text); err != nil {
		tb.Fatal(err)
	}
	return where, answer
}

// code gets an authorization code.
func code(tb testing.TB, h http.Handler, changes ...string) string {
	tb.Helper()
	_, answer := sent(tb, browse(tb, h, http.MethodGet, authorizeURL(query(changes...)), nil))
	if answer.Get("code") == "" {
		tb.Fatalf("no code: %v", answer)
	}
	return answer.Get("code")
}

// exchange is a good request to exchange a code, changed: "" removes.
func exchange(code string, changes ...string) url.Values {
	return with(url.Values{
		"grant_type": {"authorization_code"}, "client_id": {client}, "client_secret": {secret}, "code": {code},
		"redirect_uri": {callback}, "code_verifier": {verifier},
	}, changes)
}

// idClaims verifies an ID token.
func idClaims(tb testing.TB, raw string) map[string]any {
	tb.Helper()
	return verifiedFor(tb, raw, client).Claims
}

func verifiedFor(tb testing.TB, raw, audience string) *verify.Token {
	tb.Helper()
	set, err := oneKey{}.JWKS(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	token, err := verify.Verify(tb.Context(), raw, verify.JWKS(set), verify.Policy{
		Issuer: issuer, Audience: audience, Algorithms: []jose.SignatureAlgorithm{jose.RS256}, Now: clockOf(now),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return token
}

func half(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// userGrant lets the client act for users at the API.
func userGrant(scope ...string) store.ClientGrant {
	return store.ClientGrant{ID: "cgr-user", ClientID: client, Audience: api, SubjectType: "user", Scope: scope}
}

func userPolicy(policy string) *store.SubjectTypeAuthorization {
	return &store.SubjectTypeAuthorization{User: store.SubjectTypePolicy{Policy: policy}}
}
