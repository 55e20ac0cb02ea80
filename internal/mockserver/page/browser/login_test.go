package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// application registers a public client whose page is at the origin.
func (m *mock) application(t *testing.T, origin string) (clientID string) {
	t.Helper()
	var client struct {
		ID string `json:"client_id"`
	}
	m.ask(t, http.MethodPost, "/api/v2/clients", map[string]any{
		"name": "Shop", "app_type": "spa", "token_endpoint_auth_method": "none", "grant_types": []string{"authorization_code", "refresh_token"},
		"callbacks": []string{origin + "/"}, "web_origins": []string{origin}, "allowed_logout_urls": []string{origin + "/"},
	}, &client)
	return client.ID
}

// TestLoginPagesAreAccessible looks at what people see of the Authentication API
// with axe, which finds violations of WCAG 2.2, AA.
func TestLoginPagesAreAccessible(t *testing.T) {
	axe := string(packageFile(t, "axe-core/axe.min.js"))
	ctx := open(t, "the server responded with a status of 400")
	m := start(t)
	const origin = "http://app.example.test"
	clientID := m.application(t, origin)
	authorize := m.url + "/authorize?" + url.Values{
		"client_id": {clientID}, "redirect_uri": {origin + "/"}, "response_type": {"code"}, "audience": {"https://orders.example.test/"},
		"scope": {"openid profile read:orders"}, "code_challenge": {strings.Repeat("x", 43)}, "code_challenge_method": {"S256"},
	}.Encode()
	pages := []struct{ name, url, says string }{
		{"login", authorize, "Log in to Shop"},
		{"error", m.url + "/authorize?client_id=nobody", "Unknown client: nobody"},
		{"loggedout", m.url + "/v2/logout", "You are logged out"},
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range widths() {
			do(t, ctx, chromedp.EmulateViewport(width, 800),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for _, page := range pages {
				name := fmt.Sprintf("%s-%d-%s", page.name, width, scheme)
				do(t, ctx, chromedp.Navigate(page.url))
				want(t, ctx, page.says)
				fits(t, ctx, name)
				shot(t, ctx, name)
				accessible(t, ctx, axe, name)
			}
		}
	}
}

// accessible fails for each violation that axe finds.
func accessible(t *testing.T, ctx context.Context, axe, name string) {
	t.Helper()
	var found string
	do(t, ctx, chromedp.Evaluate(axe, nil), chromedp.Evaluate(
		`axe.run().then(r => JSON.stringify(r.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" "))))`, &found,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	var violations []string
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		t.Fatal(err)
	}
	for _, violation := range violations {
		t.Errorf("%s: %s", name, violation)
	}
}
