package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// state is a view in one of its states.
type state struct {
	name, path, says string
	// then leads from the path to the state.
	then []chromedp.Action
}

// submitted fills the fields and submits the form of an action.
func submitted(action string, fields map[string]string) []chromedp.Action {
	var actions []chromedp.Action
	for selector, value := range fields {
		actions = append(actions, chromedp.SetValue(selector, value, chromedp.ByQuery))
	}
	return append(actions, chromedp.Click(fmt.Sprintf(`form[action=%q] > button`, action), chromedp.ByQuery))
}

// tried is the test of a token, until the outcome is visible.
func tried(client string) []chromedp.Action {
	return []chromedp.Action{
		chromedp.SetValue("#client", client, chromedp.ByQuery),
		chromedp.Click("#try > button", chromedp.ByQuery), chromedp.WaitVisible("#outcome", chromedp.ByQuery),
	}
}

func (m *mock) states() []state {
	api, client := "/page/apis/"+m.api, "/page/clients/"+m.client
	return []state{
		{"apis", "/", "Orders", nil},
		{"apis-nothing", "/?q=nothing", "Nothing found", nil},
		{"api-new", "/page/apis/new", "Identifier", nil},
		{"api-new-refused", "/page/apis/new", "Enter a value.", submitted("/page/apis", map[string]string{"#name": "x"})},
		{"quickstart", api, "What your API checks", nil},
		{"settings", api + "/settings", "token_lifetime", nil},
		{"settings-saved", api + "/settings", "Saved.", append(
			[]chromedp.Action{chromedp.Evaluate(`document.getElementById('token_lifetime').value++`, nil)}, submitted(api+"/settings", nil)...)},
		{"settings-refused", api + "/settings", "Enter a whole number.", submitted(api+"/settings", map[string]string{"#token_lifetime": "1h"})},
		{"scopes", api + "/scopes", "Look at orders", nil},
		{"scopes-refused", api + "/scopes", "more than once", submitted(api+"/scopes", map[string]string{"#value": "read:orders"})},
		{"scopes-none", "/page/apis/" + m.empty + "/scopes", "has no scopes", nil},
		{"grants", api + "/grants", "Billing", nil},
		{"grants-none", "/page/apis/" + m.empty + "/grants", "No client has a grant", nil},
		{"grant", "/page/grants/" + m.grant, "Grant of Billing", nil},
		{"grant-delete", "/page/grants/" + m.grant + "/delete", "gets no further tokens", nil},
		{"test", api + "/test", "Client", nil},
		{"test-issued", api + "/test", "Refused: 403", tried(m.client)},
		{"test-refused", api + "/test", "The client has no grant", tried("admin")},
		{"test-key", api + "/test?client_id=" + m.signer, "It stays in this browser tab", nil},
		{"test-user", api + "/test-user", "A declared user logs in", nil},
		{"test-user-issued", api + "/test-user", "The token: issued", submitted(api+"/test-user", map[string]string{"#client": m.web, "#user": "auth0|editor", "#organization": m.organization})},
		{"test-user-refused", api + "/test-user", "The token: refused", submitted(api+"/test-user", map[string]string{"#client": m.web, "#user": "auth0|editor"})},
		{"access", api + "/access", "Point at a cell", nil},
		{"access-why", api + "/access?q=bill&cell=delete:orders&client=" + m.client + "&for=client", "which does not include this scope", nil},
		{"access-none", api + "/access?q=nothing", "No client matches", nil},
		{"access-no-scopes", "/page/apis/" + m.empty + "/access", "A token", nil},
		{"mcp", api + "/mcp", "Can an MCP client connect?", nil},
		{"api-delete", api + "/delete", "3 scopes and 2 grants", nil},
		{"terraform", api + "/terraform", "resource \"auth0api_resource_server\"", nil},
		{"clients", "/page/clients", "Billing", nil},
		{"client", client, "Rotate secret", nil},
		{"client-key", "/page/clients/" + m.signer, "private key (private_key_jwt)", nil},
		{"client-admin", "/page/clients/admin", "This page manages the tenant with it", nil},
		{"client-secret", client, "Copy the secret now", submitted(client+"/secret", nil)},
		{"client-delete", client + "/delete", "It is deleted with its 1 grant", nil},
		{"users", "/page/users", "editor@example.test", nil},
		{"user", "/page/users/auth0%7Ceditor", "direct, Editor", nil},
		{"user-nothing", "/page/users/auth0%7Cnobody", "has no permission", nil},
		{"roles", "/page/roles", "Places and changes orders", nil},
		{"role", "/page/roles/" + m.role, "write:orders", nil},
		{"permissions", api + "/permissions", "direct, Editor", nil},
		{"permissions-none", "/page/apis/" + m.empty + "/permissions", "No user has a permission", nil},
		{"keys", "/page/keys", "Current", nil},
		{"requests", "/page/requests", "/api/v2/clients", nil},
		{"requests-none", "/page/requests?q=nothing", "matches", nil},
		{"error", "/page/nothing", "has nothing at", nil},
	}
}

// TestEachViewAndStateIsAccessibleAndFits visits each view in each of its states, at the
// widths of a phone and a desktop, in light and dark. axe finds violations of WCAG 2.2, AA.
func TestEachViewAndStateIsAccessibleAndFits(t *testing.T) {
	axe := string(packageFile(t, "axe-core/axe.min.js"))
	ctx := open(t, "the server responded with a status of 4")
	m := start(t)
	backgrounds := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range widths() {
			emulate(t, ctx, width, scheme)
			for _, s := range m.states() {
				name := fmt.Sprintf("%s-%d-%s", s.name, width, scheme)
				do(t, ctx, append([]chromedp.Action{chromedp.Navigate(m.url + s.path)}, s.then...)...)
				eventually(t, ctx, fmt.Sprintf(`document.querySelector('main')?.innerText.includes(%q)`, s.says))
				fits(t, ctx, name)
				buttonsHaveOneLine(t, ctx, name)
				shot(t, ctx, name)
				if s.name == "test-issued" {
					shotOfVerdict(t, ctx, "verdict-"+name)
				}
				accessible(t, ctx, axe, name)
			}
		}
		var background string
		do(t, ctx, chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor`, &background))
		backgrounds[background] = true
	}
	if len(backgrounds) != 2 {
		t.Errorf("light and dark have the backgrounds %v", backgrounds)
	}
}

// buttonsHaveOneLine fails for a button whose text is broken into lines.
func buttonsHaveOneLine(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	var broken []string
	do(t, ctx, chromedp.Evaluate(`[...document.querySelectorAll('button, .button')].filter(b => b.offsetHeight > 56).map(b => b.textContent)`, &broken))
	if len(broken) > 0 {
		t.Errorf("%s: the text of the buttons %q is broken into lines", name, broken)
	}
}

// shotOfVerdict keeps a picture of how an endpoint accepts and refuses a token: that of README.
func shotOfVerdict(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	var area page.Viewport
	do(t, ctx, chromedp.Evaluate(`(() => {
		const begin = document.getElementById('verdict').getBoundingClientRect(), end = document.getElementById('result').getBoundingClientRect();
		return { x: begin.x + scrollX - 16, y: begin.y + scrollY - 16, width: end.width + 32, height: end.bottom - begin.y + 32, scale: 1 };
	})()`, &area))
	do(t, ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		picture, err := page.CaptureScreenshot().WithClip(&area).WithCaptureBeyondViewport(true).Do(ctx)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}))
}

// emulate sets the width of the window and the colour scheme.
func emulate(t *testing.T, ctx context.Context, width int64, scheme string) {
	t.Helper()
	do(t, ctx, chromedp.EmulateViewport(width, 800),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

// TestAViewAsksNoOtherHost loads each view, and watches what the browser requests.
func TestAViewAsksNoOtherHost(t *testing.T) {
	ctx := open(t, "the server responded with a status of 4")
	m := start(t)
	for _, s := range m.states() {
		var foreign []string
		do(t, ctx, chromedp.Navigate(m.url+s.path), chromedp.Evaluate(
			`performance.getEntriesByType('resource').map(e => e.name).filter(name => !name.startsWith(location.origin + '/page/static/'))`, &foreign))
		if len(foreign) > 0 {
			t.Errorf("%s requests %q", s.path, foreign)
		}
	}
	if got := m.logged(t, "favicon"); got != 0 {
		t.Errorf("the page fills the request log with %d requests for an icon", got)
	}
}

// logged counts the requests of the log whose path has a text.
func (m *mock) logged(t *testing.T, text string) int {
	t.Helper()
	res, err := http.Get(m.url + "/page/requests?q=" + text)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return countRows(t, res.Body)
}
