package browser_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// addUsers adds the role Editor, a user who has it and a direct permission, and a user
// without either.
func (m *mock) addUsers(t *testing.T) {
	t.Helper()
	type object = map[string]any
	var made struct {
		ID string `json:"id"`
	}
	m.ask(t, http.MethodPost, "/api/v2/roles", object{"name": "Editor", "description": "Places and changes orders"}, &made)
	m.role = made.ID
	write := object{"permissions": []object{{"resource_server_identifier": "https://orders.example.test/", "permission_name": "write:orders"}}}
	m.ask(t, http.MethodPost, "/api/v2/roles/"+m.role+"/permissions", write, nil)
	for _, id := range []string{"editor", "nobody"} {
		m.ask(t, http.MethodPost, "/api/v2/users", object{"connection": "Username-Password-Authentication", "user_id": id, "email": id + "@example.test"}, nil)
	}
	m.ask(t, http.MethodPost, "/api/v2/users/auth0%7Ceditor/permissions", write, nil)
	m.ask(t, http.MethodPost, "/api/v2/users/auth0%7Ceditor/roles", object{"roles": []string{m.role}}, nil)
	m.ask(t, http.MethodPost, "/api/v2/organizations", object{"name": "acme", "display_name": "Acme"}, &made)
	m.organization = made.ID
	var client struct {
		ID string `json:"client_id"`
	}
	m.ask(t, http.MethodPost, "/api/v2/clients", object{
		"name": "Web", "app_type": "regular_web", "grant_types": []string{"authorization_code"}, "callbacks": []string{"https://web.example.test/callback"}, "organization_usage": "require",
	}, &client)
	m.web = client.ID
}

// TestWhoMayDoWhatIsFoundByKeyboard goes from a user to a role and to the permissions of an
// API, with the keyboard alone.
func TestWhoMayDoWhatIsFoundByKeyboard(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/"))
	visit := func(link, says string) {
		t.Helper()
		tabTo(t, ctx, link)
		do(t, ctx, chromedp.KeyEvent(kb.Enter))
		eventually(t, ctx, fmt.Sprintf(`document.querySelector('main')?.innerText.includes(%q)`, says))
	}
	visit("Users", "auth0|nobody")
	visit("editor@example.test", "direct, Editor")
	visit("Editor", "Places and changes orders")
	visit("Orders", "does not enforce policies")
	visit("Roles", "A role permits scopes")
}

// TestTheReasonOfACellIsShownOnHoverAndByKeyboard reads the access matrix with the pointer
// and with the keyboard alone.
func TestTheReasonOfACellIsShownOnHoverAndByKeyboard(t *testing.T) {
	ctx := open(t)
	m := start(t)
	emulate(t, ctx, 1280, "light") // the matrix fits, so that nothing scrolls under the pointer
	do(t, ctx, chromedp.Navigate(m.url+"/page/apis/"+m.api+"/access?q=bill"))
	why := func(texts ...string) {
		t.Helper()
		for _, each := range texts {
			eventually(t, ctx, fmt.Sprintf(`document.getElementById('why').innerText.includes(%q)`, each))
		}
	}
	tabTo(t, ctx, "Billing for itself, read:orders: yes")
	why("Billing for itself, read:orders: yes", "client grant "+m.grant)
	do(t, ctx, chromedp.KeyEvent(kb.Tab))
	why("Billing for itself, write:orders: yes")

	var x, y float64
	cell := `[...document.querySelectorAll('.cell')].find(c => c.textContent.startsWith('Billing for users, delete'))`
	do(t, ctx, chromedp.Evaluate(cell+`.getBoundingClientRect().x`, &x), chromedp.Evaluate(cell+`.getBoundingClientRect().y`, &y))
	do(t, ctx, chromedp.MouseEvent("mouseMoved", x+20, y+12))
	why("Billing for users, delete:orders: no", "the client has no grant type for users")
	var address string
	do(t, ctx, chromedp.MouseClickXY(x+20, y+12), chromedp.Location(&address))
	why("Billing for users, delete:orders: no")
	if address != m.url+"/page/apis/"+m.api+"/access?q=bill" {
		t.Errorf("a click leads to %s, though the reason is shown already", address)
	}
}

// TestATokenForAUserInAnOrganizationIsFetchedByKeyboard chooses with the keyboard alone.
func TestATokenForAUserInAnOrganizationIsFetchedByKeyboard(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/apis/"+m.api+"/test"))
	tabTo(t, ctx, "Test as a user")
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	eventually(t, ctx, `document.getElementById('organization') !== null`)
	programs := func(text string) {
		t.Helper()
		eventually(t, ctx, fmt.Sprintf(`document.getElementById('request').textContent.includes(%q)`, text))
	}
	for _, each := range []struct{ id, typed string }{{"client", "web"}, {"user", "editor"}, {"organization", "acme"}} {
		tabTo(t, ctx, each.id)
		do(t, ctx, chromedp.KeyEvent(each.typed))
	}
	programs("login_hint=auth0|editor")
	programs("organization=" + m.organization)
	tabTo(t, ctx, "Log in and fetch a token")
	do(t, ctx, chromedp.KeyEvent(kb.Enter))
	eventually(t, ctx, `document.getElementById('announcement').textContent.includes('A token was issued, and the API accepted it.')`)
	want(t, ctx, "The token: issued", "auth0|editor", m.organization, "organization acme")
	if got := focused(t, ctx); got != "Log in and fetch a token" {
		t.Errorf("after the test, the focus is on %q", got)
	}
}
