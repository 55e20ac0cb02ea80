package oauth_test

import (
	"crypto/rsa"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const (
	home     = "https://app.example/"
	goodbye  = "https://app.example/bye"
	stranger = "https://evil.example/"
)

// newLogoutTenant has a client to whose pages a logout may lead.
func newLogoutTenant() *tenant {
	t := newWebTenant()
	t.set("allowed_logout_urls", []string{home, goodbye})
	return t
}

func logoutURL(path string, parameters ...string) string {
	return path + "?" + with(url.Values{}, parameters).Encode()
}

// TestLogout holds the service's documentation, "Redirect users after logout".
func TestLogout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		parameters []string
		to         string // empty: the answer is a page
		refused    string
	}{
		{"to an allowed URL", []string{"client_id", client, "returnTo", goodbye}, goodbye, ""},
		{"with a query, which does not count", []string{"client_id", client, "returnTo", goodbye + "?a=b"}, goodbye + "?a=b", ""},
		{"to nowhere: the first allowed URL", []string{"client_id", client}, home, ""},
		{"without a client", nil, "", ""},
		{"to another URL", []string{"client_id", client, "returnTo", stranger}, "",
			`The "returnTo" querystring parameter "https://evil.example/" is not defined as a valid URL in "Allowed Logout URLs".`},
		{"to a path below", []string{"client_id", client, "returnTo", home + "other"}, "", `is not defined as a valid URL`},
		{"to a URL of a client that is not named", []string{"returnTo", goodbye}, "", `is not defined as a valid URL`},
		{"by an unknown client", []string{"client_id", "nobody"}, "", "Unknown client: nobody"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, newLogoutTenant().start(t))
			b.logIn(b.get(asking()))
			cookie := b.cookies["mock_session"]
			got := b.get(logoutURL(oauth.LogoutPath, test.parameters...))
			if got.header.Get("Location") != test.to || !strings.Contains(strings.ReplaceAll(got.text, "&#34;", `"`), test.refused) {
				t.Errorf("%d to %q: %s", got.status, got.header.Get("Location"), got.text)
			}
			if asks := b.get(asking()).asks(); asks != (test.refused == "") {
				t.Errorf("asks for a login afterwards: %v", asks)
			}
			b.cookies["mock_session"] = cookie // as a copy that outlived the session
			if asks := b.get(asking()).asks(); asks != (test.refused == "") {
				t.Errorf("asks for a login with the cookie of the session: %v", asks)
			}
		})
	}
}

// TestRPInitiatedLogout holds OpenID Connect RP-Initiated Logout, section 2, and
// the service's documentation, "Logout consent prompt".
func TestRPInitiatedLogout(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		// parameters may name {hint} and {sid} of the ID token.
		parameters []string
		to         string
		asks       bool
		refused    string
	}{
		{"with the ID token", []string{"id_token_hint", "{hint}", "post_logout_redirect_uri", goodbye, "state", "a b"}, goodbye + "?state=a+b", false, ""},
		{"with the session", []string{"client_id", client, "logout_hint", "{sid}", "post_logout_redirect_uri", goodbye}, goodbye, false, ""},
		{"with the ID token to nowhere", []string{"id_token_hint", "{hint}"}, home, false, ""},
		{"with the client only", []string{"client_id", client, "post_logout_redirect_uri", goodbye}, "", true, ""},
		{"with another session", []string{"client_id", client, "logout_hint", "other"}, "", true, ""},
		{"to another URL", []string{"id_token_hint", "{hint}", "post_logout_redirect_uri", stranger}, "", false,
			`The "post_logout_redirect_uri" querystring parameter "https://evil.example/" is not defined as a valid URL in "Allowed Logout URLs".`},
		{"with another client's ID token", []string{"id_token_hint", "{hint}", "client_id", "other"}, "", false, "client_id is not the audience"},
		{"with a token of others", []string{"id_token_hint", "a.b.c"}, "", false, "not an ID token of this tenant"},
		{"with two sessions", []string{"id_token_hint", "{hint}", "logout_hint", "other"}, "", false, "logout_hint is not the session"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			tenant := newLogoutTenant()
			tenant.now = clock.Now
			b := newBrowser(t, tenant.start(t))
			answer := b.logIn(b.get(asking()))
			idToken := post(t, b.h, exchange(answer.Get("code"))).IDToken
			sessionID, _ := idClaims(t, idToken)["sid"].(string)
			clock.advance(36001) // the ID token has expired, and serves as a hint all the same
			parameters := strings.Split(strings.NewReplacer("{hint}", idToken, "{sid}", sessionID).Replace(strings.Join(test.parameters, "\n")), "\n")
			got := b.get(logoutURL(oauth.OIDCLogoutPath, parameters...))
			if got.header.Get("Location") != test.to || got.asks() != test.asks || !strings.Contains(strings.ReplaceAll(got.text, "&#34;", `"`), test.refused) {
				t.Errorf("%d to %q: %s", got.status, got.header.Get("Location"), got.text)
			}
			if out := b.get(asking()).asks(); out != (test.refused == "" && !test.asks) {
				t.Errorf("logged out: %v", out)
			}
		})
	}
}

// TestLogoutAsksForConfirmation posts the form of the page.
func TestLogoutAsksForConfirmation(t *testing.T) {
	t.Parallel()
	for decision, out := range map[string]bool{"accept": true, "deny": false} {
		b := newBrowser(t, newLogoutTenant().start(t))
		b.logIn(b.get(asking()))
		asked := b.get(logoutURL(oauth.OIDCLogoutPath, "client_id", client, "post_logout_redirect_uri", goodbye))
		form := url.Values{"request": {field(t, asked.text, "request")}, "csrf": {field(t, asked.text, "csrf")}, "decision": {decision}}
		if forged := b.do(http.MethodPost, oauth.ConfirmLogoutPath, with(url.Values{"request": form["request"], "decision": {"accept"}}, nil)); forged.status != http.StatusForbidden {
			t.Errorf("a form of another site: %d", forged.status)
		}
		got := b.do(http.MethodPost, oauth.ConfirmLogoutPath, form)
		if (got.header.Get("Location") == goodbye) != out || b.get(asking()).asks() != out {
			t.Errorf("%s: %d to %q", decision, got.status, got.header.Get("Location"))
		}
	}
}

func TestAForgedIDTokenIsNoHint(t *testing.T) {
	t.Parallel()
	b := newBrowser(t, newLogoutTenant().start(t))
	b.logIn(b.get(asking()))
	for key, want := range map[*rsa.PrivateKey]int{forge.NewKey(): http.StatusBadRequest, tenantKey(): http.StatusOK} { // 200 asks
		hint := forge.Sign("RS256", key, object{"alg": "RS256", "typ": "JWT", "kid": keyID},
			object{"iss": issuer, "aud": client, "sub": "auth0|1", "iat": now.Unix(), "exp": now.Unix() + 60})
		if got := b.get(logoutURL(oauth.OIDCLogoutPath, "id_token_hint", hint)); got.status != want {
			t.Errorf("%d to %q, want %d", got.status, got.header.Get("Location"), want)
		}
	}
}
