package oauth_test

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// asking is a request to /authorize by a person in a browser.
func asking(changes ...string) string {
	return authorizeURL(query(append([]string{"prompt", "", "login_hint", ""}, changes...)...))
}

// TestASecondAuthorizationAnswersAtOnce holds findings F7, and OpenID Connect
// Core, section 3.1.2.1 on prompt and max_age.
func TestASecondAuthorizationAnswersAtOnce(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		changes []string
		asks    bool
	}{
		{"at once", nil, false},
		{"for the user of the session", []string{"login_hint", alice}, false},
		{"for another user", []string{"login_hint", "bob@example.com"}, true},
		{"prompt=login", []string{"prompt", "login"}, true},
		{"prompt=consent", []string{"prompt", "consent"}, true},
		{"prompt=select_account", []string{"prompt", "select_account"}, true},
		{"max_age not passed", []string{"max_age", "60"}, false},
		{"max_age passed", []string{"max_age", "59"}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			tenant := newWebTenant()
			tenant.now = clock.Now
			b := newBrowser(t, tenant.start(t))
			if first := b.get(asking()); !first.asks() {
				t.Fatalf("the first time: %d %s", first.status, first.text)
			} else {
				b.logIn(first)
			}
			clock.advance(60)
			second := b.get(asking(test.changes...))
			if second.asks() != test.asks {
				t.Fatalf("asks: %v, want %v (%d %s)", second.asks(), test.asks, second.status, second.header.Get("Location"))
			}
			if !test.asks {
				got := post(t, b.h, exchange(second.answer(t).Get("code")))
				token, err := verify.Decode(got.IDToken)
				if err != nil {
					t.Fatal(err)
				}
				if claims := token.Claims; fmt.Sprint(claims["auth_time"]) != fmt.Sprint(now.Unix()) || claims["sid"] == nil {
					t.Errorf("claims %v: auth_time is not that of the login, or there is no session", claims)
				}
			}
		})
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	clock := newClock()
	tenant := newWebTenant()
	tenant.now = clock.Now
	b := newBrowser(t, tenant.start(t))
	b.logIn(b.get(asking()))
	clock.advance(int(session.Lifetime/time.Second) - 1)
	if b.get(asking()).asks() {
		t.Error("the session ended early")
	}
	clock.advance(1)
	if !b.get(asking()).asks() {
		t.Error("the session did not end")
	}
}

// TestTheSessionCookieIsSentInFrames: silent authentication happens in a frame of
// an application's page, to which a browser sends SameSite=None cookies only; these
// must be Secure, which plain http on loopback is not.
func TestTheSessionCookieIsSentInFrames(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]http.SameSite{issuer: http.SameSiteNoneMode, "http://127.0.0.1:8080/": http.SameSiteLaxMode} {
		tenant := newWebTenant()
		tenant.start(t)
		h := oauth.New(oauth.Deps{Store: tenant.store, Keys: oneKey{}, Issuer: url, Now: clockOf(now), Random: rand.Reader})
		b := newBrowser(t, h)
		b.logIn(b.get(asking()))
		cookie := b.cookies["mock_session"]
		if cookie.SameSite != want || cookie.Secure != (want == http.SameSiteNoneMode) || !cookie.HttpOnly {
			t.Errorf("%s: %v", url, cookie)
		}
	}
}

// TestSilentAuthenticationInAFrame holds findings F7: with response_mode
// web_message a page posts the answer to the window that framed it, and to no
// other origin than one of the client's web_origins.
func TestSilentAuthenticationInAFrame(t *testing.T) {
	t.Parallel()
	tenant := newWebTenant()
	tenant.set("web_origins", []string{"https://app.example"})
	b := newBrowser(t, tenant.start(t))
	silently := func(changes ...string) *page {
		return b.get(asking(append([]string{"prompt", "none", "response_mode", "web_message"}, changes...)...))
	}
	before := silently()
	if !strings.Contains(before.text, `"error":"login_required"`) || !strings.Contains(before.text, `"state":"a b\u0026c"`) {
		t.Errorf("before a login: %s", before.text)
	}
	b.logIn(b.get(asking()))
	after := silently()
	for _, want := range []string{`type: "authorization_response"`, `"code":"`, `"https://app.example"`, "window.opener || window.parent"} {
		if !strings.Contains(after.text, want) {
			t.Errorf("the page lacks %s: %s", want, after.text)
		}
	}
	if policy := after.header.Get("Content-Security-Policy"); !strings.HasSuffix(policy, "frame-ancestors https://app.example") {
		t.Errorf("Content-Security-Policy %s", policy)
	}
	other := silently("redirect_uri", "com.example.app:/callback")
	if other.status != http.StatusBadRequest || !strings.Contains(other.text, "web_origins") || strings.Contains(other.text, "postMessage") {
		t.Errorf("for a callback that is no web origin: %d %s", other.status, other.text)
	}
}

// TestALoginWithoutAudienceGivesAnOpaqueToken holds findings F19.
func TestALoginWithoutAudienceGivesAnOpaqueToken(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	for _, audience := range []string{"", issuer + "userinfo"} {
		got := post(t, h, exchange(code(t, h, "audience", audience, "scope", "openid profile email")))
		parts := strings.Split(got.AccessToken, ".")
		if len(parts) != 5 || parts[1] != "" || got.Scope != "openid profile email" || got.ExpiresIn != 86400 {
			t.Fatalf("%+v", got)
		}
		header, err := base64.RawURLEncoding.DecodeString(parts[0])
		var members map[string]string
		if err != nil || json.Unmarshal(header, &members) != nil || members["alg"] != "dir" || members["enc"] != "A256GCM" {
			t.Errorf("header %s, %v", header, err)
		}
		userinfo := do(t, h, http.MethodGet, oauth.UserinfoPath, "", "Bearer "+got.AccessToken, "")
		if userinfo.Status != http.StatusOK || userinfo.Members["email"] != alice || userinfo.Members["sub"] != idClaims(t, got.IDToken)["sub"] {
			t.Errorf("/userinfo: %+v", userinfo)
		}
		if told := introspected(t, h, got.AccessToken); told["active"] != true {
			t.Errorf("introspection: %v", told)
		}
		last := "A"
		if strings.HasSuffix(parts[3], last) {
			last = "B"
		}
		parts[3] = parts[3][:len(parts[3])-1] + last
		if forged := do(t, h, http.MethodGet, oauth.UserinfoPath, "", "Bearer "+strings.Join(parts, "."), ""); forged.Status != http.StatusUnauthorized {
			t.Errorf("a token that was changed: %+v", forged)
		}
		if check := do(t, h, http.MethodGet, oauth.CheckPath(api), "", "Bearer "+got.AccessToken, ""); check.Status != http.StatusUnauthorized {
			t.Errorf("at an API: %+v", check)
		}
	}
}

func TestForgottenOpaqueTokensAreInvalid(t *testing.T) {
	t.Parallel()
	h := newWebTenant().start(t)
	token := post(t, h, exchange(code(t, h, "audience", ""))).AccessToken
	forget(t, h)
	if got := do(t, h, http.MethodGet, oauth.UserinfoPath, "", "Bearer "+token, ""); got.Status != http.StatusUnauthorized {
		t.Errorf("%+v", got)
	}
}
