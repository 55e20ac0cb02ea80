package oauth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// newStrictTenant has a strict third-party client with a grant for users, whose
// errors are redirected.
func newStrictTenant() *tenant {
	t := newOfflineTenant()
	thirdParty(t)
	t.client.GrantTypes = []string{"authorization_code", "refresh_token"}
	t.set("redirection_policy", "allow_always")
	t.others = []store.ClientGrant{userGrant("read:appointments")}
	return t
}

// TestStrictClientsSendOnlyAllowedParameters holds the list of facts 4.3.
func TestStrictClientsSendOnlyAllowedParameters(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		changes []string
		want    string // of the error; empty is a code
	}{
		{"what others send", nil, ""},
		{"a parameter of an extension", []string{"ext-color", "blue", "resource", "urn:any", "ui_locales", "en", "acr_values", "x", "connection", "db", "display", "page"}, ""},
		{"response_mode", []string{"response_mode", "query"}, "invalid_request"},
		{"screen_hint", []string{"screen_hint", "signup"}, "invalid_request"},
		{"claims", []string{"claims", "{}"}, "invalid_request"},
		{"id_token_hint", []string{"id_token_hint", "a.b.c"}, "invalid_request"},
		{"request", []string{"request", "a.b.c"}, "invalid_request"},
		{"a parameter that no document names", []string{"color", "blue"}, "invalid_request"},
		{"no challenge", []string{"code_challenge", "", "code_challenge_method", ""}, "invalid_request"},
		{"a token", []string{"response_type", "token"}, "unsupported_response_type"},
		{"a code and an ID token", []string{"response_type", "code id_token"}, "unsupported_response_type"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, answer := sent(t, browse(t, newStrictTenant().start(t), http.MethodGet, authorizeURL(query(test.changes...)), nil))
			if answer.Get("error") != test.want || answer.Has("code") != (test.want == "") {
				t.Errorf("%v, want error %q", answer, test.want)
			}
		})
	}
	t.Run("permissive clients are not bound to the list", func(t *testing.T) {
		t.Parallel()
		tenant := newStrictTenant()
		permissive(tenant)
		if _, answer := sent(t, browse(t, tenant.start(t), http.MethodGet, authorizeURL(query("screen_hint", "signup", "code_challenge", "", "code_challenge_method", "")), nil)); !answer.Has("code") {
			t.Errorf("%v", answer)
		}
	})
}

// TestStrictClientsGetNoIDToken holds facts 4.3: scopes of OpenID Connect are
// neither processed nor refused, and offline_access is.
func TestStrictClientsGetNoIDToken(t *testing.T) {
	t.Parallel()
	h := newStrictTenant().start(t)
	got := post(t, h, exchange(code(t, h, "scope", "openid profile email offline_access read:appointments write:appointments")))
	if got.Status != http.StatusOK || got.IDToken != "" || got.RefreshToken == "" || got.Scope != "offline_access read:appointments" {
		t.Fatalf("%+v", got)
	}
	if audience := verified(t, got.AccessToken, "RS256").Audience(); len(audience) != 1 || audience[0] != api {
		t.Errorf("aud %v", audience)
	}
	if userinfo := do(t, h, http.MethodGet, oauth.UserinfoPath, "", "Bearer "+got.AccessToken, ""); userinfo.Status != http.StatusUnauthorized {
		t.Errorf("/userinfo answers %d", userinfo.Status)
	}
	if refused := do(t, h, http.MethodGet, authorizeURL(query("audience", "")), "", "", ""); refused.Status < 400 {
		t.Errorf("without an API: %+v", refused)
	}
}

// TestStrictClientsRefreshTokensExpire holds facts 4.2: neither non-expiring nor
// infinitely idle refresh tokens exist for these clients.
func TestStrictClientsRefreshTokensExpire(t *testing.T) {
	t.Parallel()
	clock := newClock()
	tenant := newStrictTenant()
	tenant.now = clock.Now
	tenant.refreshing(map[string]any{"expiration_type": "non-expiring", "infinite_idle_token_lifetime": true})
	h := tenant.start(t)
	token := post(t, h, exchange(code(t, h, "scope", "offline_access read:appointments"))).RefreshToken
	clock.advance(100)
	if got := refresh(t, h, token); got.text() != unknownRefreshToken {
		t.Errorf("after the idle lifetime: %s", got.text())
	}
}

// TestErrorsOfProtectedClientsAreShown holds facts 4.2 on redirection_policy.
func TestErrorsOfProtectedClientsAreShown(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name      string
		change    func(*tenant)
		redirects bool
	}{
		{"strict, by default", func(t *tenant) { delete(t.client.Properties, "redirection_policy") }, false},
		{"open_redirect_protection", func(t *tenant) { t.set("redirection_policy", "open_redirect_protection") }, false},
		{"allow_always", func(*tenant) {}, true},
		{"permissive, by default", func(t *tenant) { permissive(t); delete(t.client.Properties, "redirection_policy") }, true},
		{"first party", func(t *tenant) { t.client.IsFirstParty = true; delete(t.client.Properties, "redirection_policy") }, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant := newStrictTenant()
			test.change(tenant)
			got := browse(t, tenant.start(t), http.MethodGet, authorizeURL(query("response_type", "")), nil)
			if redirects := got.Header().Get("Location") != ""; redirects != test.redirects {
				t.Errorf("%d %s to %q", got.Code, got.Body, got.Header().Get("Location"))
			}
		})
	}
}

// TestThirdPartiesAreConsentedToOnce holds facts 4.3: consent is asked always, and
// stored for the user, the client and the API.
func TestThirdPartiesAreConsentedToOnce(t *testing.T) {
	t.Parallel()
	tenant := newStrictTenant()
	tenant.others = []store.ClientGrant{userGrant("read:appointments", "write:appointments")}
	h := tenant.start(t)
	b := newBrowser(t, h)
	ask := func(changes ...string) *page {
		return b.get(authorizeURL(query(append([]string{"prompt", "", "login_hint", "", "scope", "offline_access read:appointments"}, changes...)...)))
	}
	if answer := b.logIn(ask(), "scope", "read:appointments"); !answer.Has("code") {
		t.Fatalf("%v", answer)
	}
	again := ask().answer(t)
	if got := post(t, h, exchange(again.Get("code"))); got.Scope != "read:appointments" {
		t.Errorf("the second time at once, without what was withheld: %v, scope %q", again, got.Scope)
	}
	if fewer := ask("scope", "read:appointments").answer(t); !fewer.Has("code") {
		t.Errorf("a part: %v", fewer)
	}
	if more := ask("scope", "offline_access read:appointments write:appointments"); !more.asks() {
		t.Errorf("more than was asked for: %d", more.status)
	}
	if silent := ask("prompt", "none").answer(t); !silent.Has("code") {
		t.Errorf("prompt=none: %v", silent)
	}
	if consent := ask("prompt", "consent"); !strings.Contains(consent.text, "csrf") {
		t.Errorf("prompt=consent asks nothing: %d", consent.status)
	}
}

func TestThirdPartiesNeedConsentToBeSilent(t *testing.T) {
	t.Parallel()
	tenant := newStrictTenant()
	tenant.second = &store.Client{ClientID: "own", Name: "Own", IsFirstParty: true, ClientSecret: secret, GrantTypes: []string{"authorization_code"}}
	tenant.second.Properties = tenant.client.Properties
	h := tenant.start(t)
	b := newBrowser(t, h)
	b.logIn(b.get(authorizeURL(query("prompt", "", "login_hint", "", "client_id", "own"))))
	answer := b.get(authorizeURL(query("login_hint", ""))).answer(t)
	if answer.Get("error") != "consent_required" {
		t.Errorf("%v, want consent_required", answer)
	}
}

func TestStrictClientsDoNotLogUsersOut(t *testing.T) {
	t.Parallel()
	tenant := newStrictTenant()
	tenant.set("allowed_logout_urls", []string{"https://app.example/"})
	h := tenant.start(t)
	for _, path := range []string{oauth.LogoutPath, oauth.OIDCLogoutPath} {
		got := browse(t, h, http.MethodGet, path+"?"+url.Values{"client_id": {client}}.Encode(), nil)
		if got.Code != http.StatusBadRequest {
			t.Errorf("%s answers %d", path, got.Code)
		}
	}
}
