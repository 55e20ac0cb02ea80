package browser_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// shop is a single-page application as the vendor's SDK wants it: it logs in by a
// redirect, keeps its tokens in memory, and after a reload asks the tenant silently.
const shop = `<!doctype html>
<html lang="en"><head><title>Shop</title><link rel="icon" href="data:,"></head><body>
<script src="/sdk.js"></script>
<script>
const show = text => fetch("/state", { method: "POST", body: text })
auth0.createAuth0Client({
  domain: %q, clientId: %q,
  authorizationParams: { redirect_uri: location.origin + "/", audience: "https://orders.example.test/", scope: "openid profile read:orders" },
}).then(async client => {
  window.client = client
  if (new URLSearchParams(location.search).has("code")) {
    await client.handleRedirectCallback()
    history.replaceState({}, "", "/")
  } else {
    await client.checkSession()
  }
  show(await client.isAuthenticated() ? "logged in as " + (await client.getUser()).name : "logged out")
}).catch(error => show("failed: " + error))
</script></body></html>`

// TestTheVendorsSPALogsInReloadsAndLogsOut drives @auth0/auth0-spa-js: a login, a
// reload after which a hidden frame gets tokens silently, and a logout. The
// application tells the test its state.
func TestTheVendorsSPALogsInReloadsAndLogsOut(t *testing.T) {
	sdk := packageFile(t, "@auth0/auth0-spa-js/dist/auth0-spa-js.production.js")
	ctx := open(t)
	m := start(t)
	var clientID string
	states := make(chan string, 10)
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sdk.js":
			w.Header().Set("Content-Type", "text/javascript")
			_, _ = w.Write(sdk)
		case "/state":
			text, _ := io.ReadAll(r.Body)
			states <- string(text)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprintf(w, shop, m.url, clientID)
		}
	}))
	shows := func(want string) {
		t.Helper()
		select {
		case got := <-states:
			if got != want {
				t.Fatalf("the application is %q, want %q", got, want)
			}
		case <-ctx.Done():
			t.Fatalf("the application is never %q: %v", want, ctx.Err())
		}
	}
	t.Cleanup(app.Close)
	clientID = m.application(t, app.URL)

	do(t, ctx, chromedp.Navigate(app.URL))
	shows("logged out")
	do(t, ctx, chromedp.Evaluate(`void client.loginWithRedirect()`, nil), chromedp.WaitVisible("#user", chromedp.ByQuery),
		chromedp.Click(`button[value="accept"]`, chromedp.ByQuery))
	shows("logged in as editor@example.test")
	do(t, ctx, chromedp.Reload())
	shows("logged in as editor@example.test")
	var token string
	do(t, ctx, chromedp.Evaluate(`client.getTokenSilently({ cacheMode: "off" })`, &token,
		func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	if len(token) < 100 {
		t.Errorf("no token without a page: %q", token)
	}
	do(t, ctx, chromedp.Evaluate(`void client.logout({ logoutParams: { returnTo: location.origin + "/" } })`, nil))
	shows("logged out")
	do(t, ctx, chromedp.Reload())
	shows("logged out")
}
