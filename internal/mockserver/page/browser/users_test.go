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
