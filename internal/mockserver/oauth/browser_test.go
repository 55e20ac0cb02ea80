package oauth_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// browser keeps cookies as a browser does, and follows no redirect.
type browser struct {
	tb      testing.TB
	h       http.Handler
	cookies map[string]*http.Cookie
}

// page is what a browser got.
type page struct {
	status int
	text   string
	header http.Header
}

func newBrowser(tb testing.TB, h http.Handler) *browser {
	tb.Helper()
	return &browser{tb, h, map[string]*http.Cookie{}}
}

func (b *browser) get(target string) *page {
	b.tb.Helper()
	return b.do(http.MethodGet, target, nil)
}

func (b *browser) do(method, target string, form url.Values) *page {
	b.tb.Helper()
	request := httptest.NewRequestWithContext(b.tb.Context(), method, target, strings.NewReader(form.Encode()))
	request.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	if form != nil {
		request.Header.Set("Content-Type", formType)
	}
	for _, cookie := range b.cookies {
		request.AddCookie(cookie)
	}
	recorder := httptest.NewRecorder()
	b.h.ServeHTTP(recorder, request)
	for _, cookie := range recorder.Result().Cookies() {
		b.cookies[cookie.Name] = cookie
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		}
	}
	return &page{recorder.Code, recorder.Body.String(), recorder.Header()}
}

// logIn sends the form of a login page, changed, and returns the answer to the
// client.
func (b *browser) logIn(login *page, changes ...string) url.Values {
	b.tb.Helper()
	form := with(url.Values{
		"request": {field(b.tb, login.text, "request")}, "csrf": {field(b.tb, login.text, "csrf")},
		"user": {alice}, "scope": {"read:appointments"}, "decision": {"accept"},
	}, changes)
	return b.do(http.MethodPost, oauth.LoginPath, form).answer(b.tb)
}

// answer is what a redirect brings to the client.
func (p *page) answer(tb testing.TB) url.Values {
	tb.Helper()
	location, err := url.Parse(p.header.Get("Location"))
	if err != nil || p.header.Get("Location") == "" {
		tb.Fatalf("no redirect: %d %s", p.status, p.text)
	}
	values := location.Query()
	if location.Fragment != "" {
		values, err = url.ParseQuery(location.EscapedFragment())
	}
	if err != nil {
		tb.Fatal(err)
	}
	return values
}

// asks reports whether it is a page with a form to fill in.
func (p *page) asks() bool {
	return p.status == http.StatusOK && strings.Contains(p.text, `name="csrf"`)
}
