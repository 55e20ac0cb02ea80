package oauth_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// field returns the value of a hidden field of a page.
func field(tb testing.TB, page, name string) string {
	tb.Helper()
	found := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		tb.Fatalf("the page has no field %s: %s", name, page)
	}
	return html.UnescapeString(found[1])
}

// loginPage is the login page as a browser without a session gets it.
type loginPage struct {
	tenant   http.Handler
	clock    *clock
	response *httptest.ResponseRecorder
	cookies  []*http.Cookie
}

func openLoginPage(t *testing.T) loginPage {
	t.Helper()
	tenant, clock := newWebTenant(), newClock()
	tenant.now = clock.Now
	tenant.client.Name = `<Reader> & "friends"`
	h := tenant.start(t)
	response := browse(t, h, http.MethodGet, authorizeURL(query("prompt", "", "login_hint", "")), nil)
	return loginPage{tenant: h, clock: clock, response: response, cookies: response.Result().Cookies()}
}

// decision is the completed form of a user who grants one of the scopes.
func (p loginPage) decision(t *testing.T, changes ...string) url.Values {
	t.Helper()
	text := p.response.Body.String()
	return with(url.Values{
		"request": {field(t, text, "request")}, "csrf": {field(t, text, "csrf")}, "user": {"github|42"},
		"scope": {"read:appointments"}, "decision": {"accept"},
	}, changes)
}

func (p loginPage) submit(t *testing.T, form url.Values, cookies []*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	return browse(t, p.tenant, http.MethodPost, oauth.LoginPath, form, cookies...)
}

func TestTheLoginPage(t *testing.T) {
	t.Parallel()
	page := openLoginPage(t)
	text := page.response.Body.String()
	for _, want := range []string{"&lt;Reader&gt; &amp;", "See &lt;appointments&gt;", alice, `value="read:appointments" checked`, `value="profile" checked`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s:\n%s", want, text)
		}
	}
	policy := page.response.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "form-action 'self' https://app.example", "frame-ancestors 'none'", "base-uri 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("Content-Security-Policy %q lacks %s", policy, want)
		}
	}
	if cookies := page.cookies; len(cookies) != 1 || !cookies[0].HttpOnly || !cookies[0].Secure || cookies[0].SameSite != http.SameSiteLaxMode {
		t.Fatalf("cookies %v", cookies)
	}
	t.Run("denying", func(t *testing.T) {
		t.Parallel()
		_, answer := sent(t, page.submit(t, page.decision(t, "decision", "deny"), page.cookies))
		if answer.Get("error") != "access_denied" || answer.Get("state") != "a b&c" {
			t.Errorf("%v", answer)
		}
	})
	for name, attempt := range map[string]struct {
		form    url.Values
		cookies []*http.Cookie
	}{
		"from another browser":        {page.decision(t), []*http.Cookie{{Name: page.cookies[0].Name, Value: "other"}}},
		"from a page of another site": {page.decision(t), nil},
		"without its token":           {page.decision(t, "csrf", ""), page.cookies},
		"about another request":       {page.decision(t, "request", query("prompt", "", "scope", "openid").Encode()), page.cookies},
		"without a user":              {page.decision(t, "user", " "), page.cookies},
	} {
		t.Run("a form "+name+" is refused", func(t *testing.T) {
			t.Parallel()
			recorder := page.submit(t, attempt.form, attempt.cookies)
			if recorder.Code < 400 || recorder.Header().Get("Location") != "" {
				t.Errorf("%d to %s", recorder.Code, recorder.Header().Get("Location"))
			}
		})
	}
	t.Run("a forged session does not count", func(t *testing.T) {
		t.Parallel()
		_, answer := sent(t, browse(t, page.tenant, http.MethodGet, authorizeURL(query("login_hint", "")), nil, &http.Cookie{Name: "mock_session", Value: "eyJ1c2VyIjoiYSJ9.AAAA"}))
		if answer.Get("error") != "login_required" {
			t.Errorf("%v", answer)
		}
	})
}

// Accepting gives a code for the user and the scopes that stayed ticked.
func TestAcceptingOnTheLoginPage(t *testing.T) {
	t.Parallel()
	page := openLoginPage(t)
	recorder := page.submit(t, page.decision(t), page.cookies)
	_, answer := sent(t, recorder)
	got := post(t, page.tenant, exchange(answer.Get("code")))
	token := verified(t, got.AccessToken, "RS256")
	if token.Subject() != "github|42" || got.Scope != "openid read:appointments" {
		t.Errorf("sub %q scope %q", token.Subject(), got.Scope)
	}
	// The browser is logged in now, until max_age has passed.
	silent := func(changes ...string) url.Values {
		_, answer := sent(t, browse(t, page.tenant, http.MethodGet, authorizeURL(query(append(changes, "login_hint", "")...)), nil, recorder.Result().Cookies()...))
		return answer
	}
	if answer := silent(); answer.Get("code") == "" {
		t.Errorf("prompt=none after a login: %v", answer)
	}
	if answer := silent("max_age", "0"); answer.Get("code") == "" {
		t.Errorf("max_age in the second of the login: %v", answer)
	}
	page.clock.advance(60)
	if answer := silent("max_age", "60"); answer.Get("code") == "" {
		t.Errorf("max_age not passed: %v", answer)
	}
	if answer := silent("max_age", "59"); answer.Get("error") != "login_required" {
		t.Errorf("max_age passed: %v", answer)
	}
}
