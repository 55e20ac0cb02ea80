package oauth_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

func forget(t *testing.T, h *oauth.Handler) {
	t.Helper()
	if err := h.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestForgottenCodesAreUnknown(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	before := code(t, h)
	forget(t, h)
	if got := post(t, h, exchange(before)); got.text() != "403 invalid_grant: Invalid authorization code" {
		t.Errorf("a code of before: %s", got.text())
	}
	if got := post(t, h, exchange(code(t, h))); got.Status != http.StatusOK {
		t.Errorf("a code of afterwards: %s", got.text())
	}
}

func TestForgottenRevocationsNoLongerCount(t *testing.T) {
	t.Parallel()
	h := newOfflineTenant().start(t)
	leaked := code(t, h)
	got := post(t, h, exchange(leaked))
	post(t, h, exchange(leaked)) // which takes the access token back
	if told := introspected(t, h, got.AccessToken); told["active"] != false {
		t.Fatalf("after the second use of its code: %v", told)
	}
	forget(t, h)
	if told := introspected(t, h, got.AccessToken); told["active"] != true {
		t.Errorf("afterwards: %v", told)
	}
}

func TestForgottenAssertionsCanBeUsedAgain(t *testing.T) {
	t.Parallel()
	h := withKeys(t).start(t)
	once := asserted(assertion(jose.RS256, clientKey(), "", nil))
	for _, want := range []int{http.StatusOK, http.StatusUnauthorized} {
		if got := post(t, h, once); got.Status != want {
			t.Errorf("before: %s, want %d", got.text(), want)
		}
	}
	forget(t, h)
	if got := post(t, h, once); got.Status != http.StatusOK {
		t.Errorf("afterwards: %s", got.text())
	}
}

func TestForgottenLoginsAreOver(t *testing.T) {
	t.Parallel()
	h := newWebTenant().start(t)
	page := browse(t, h, http.MethodGet, authorizeURL(query("prompt", "")), nil)
	text := page.Body.String()
	login := browse(t, h, http.MethodPost, oauth.LoginPath, url.Values{
		"request": {field(t, text, "request")}, "csrf": {field(t, text, "csrf")}, "user": {alice}, "decision": {"accept"},
	}, page.Result().Cookies()...)
	silently := func() string {
		_, answer := sent(t, browse(t, h, http.MethodGet, authorizeURL(query("login_hint", "")), nil, login.Result().Cookies()...))
		return answer.Get("error")
	}
	if refused := silently(); refused != "" {
		t.Fatalf("before: %s", refused)
	}
	forget(t, h)
	if refused := silently(); refused != "login_required" {
		t.Errorf("afterwards: %q, want login_required", refused)
	}
}
