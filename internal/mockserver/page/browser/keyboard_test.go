package browser_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// countRows counts the rows of the request log.
func countRows(t *testing.T, page io.Reader) int {
	t.Helper()
	text, err := io.ReadAll(page)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(text), "<tr><td>")
}

// focused returns the id of the element with the focus, or its text.
func focused(t *testing.T, ctx context.Context) string {
	t.Helper()
	var name string
	do(t, ctx, chromedp.Evaluate(`document.activeElement.id || document.activeElement.textContent.trim()`, &name))
	return name
}

// tabTo presses Tab until the element with the focus has this id or text.
func tabTo(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	for range 60 {
		if focused(t, ctx) == name {
			return
		}
		do(t, ctx, chromedp.KeyEvent(kb.Tab))
	}
	t.Fatalf("no Tab leads to %q", name)
}

// TestAnAPIIsMadeAndUsedByKeyboard does what a person does on the page, with the keyboard
// alone: an API, a scope, a client, its grant, and a token.
func TestAnAPIIsMadeAndUsedByKeyboard(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/"))
	enter := func(name string) {
		t.Helper()
		tabTo(t, ctx, name)
		do(t, ctx, chromedp.KeyEvent(kb.Enter))
	}
	// arrives waits for the next view, whose result has the focus.
	arrives := func(text string) {
		t.Helper()
		eventually(t, ctx, fmt.Sprintf(`document.activeElement.matches('[data-focus]') && document.activeElement.textContent.includes(%q)`, text))
	}
	visit := func(name, selector string) {
		t.Helper()
		enter(name)
		eventually(t, ctx, fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	}
	visit("Create API", "#identifier")
	tabTo(t, ctx, "identifier")
	do(t, ctx, chromedp.KeyEvent("urn:keyboard"))
	enter("Create API")
	arrives("Created.")
	visit("Scopes", "#value")
	tabTo(t, ctx, "value")
	do(t, ctx, chromedp.KeyEvent("read:keys"))
	enter("Add scope")
	arrives("Added the scope.")
	visit("Machine-to-machine", "#client_id")
	tabTo(t, ctx, "client_id")
	do(t, ctx, chromedp.KeyEvent("bil")) // Billing
	do(t, ctx, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "))
	enter("Authorize")
	arrives("Authorized the client.")
	visit("Test", "#try")
	enter("Fetch a token")
	do(t, ctx, chromedp.WaitVisible("#outcome", chromedp.ByQuery))
	want(t, ctx, "Issued", `"scope": "read:keys"`, "Accepted: 200")
	if got := focused(t, ctx); got != "Fetch a token" {
		t.Errorf("after the test, the focus is on %q", got)
	}
	if got := announced(t, ctx); got != "A token was issued, and the API accepted it." {
		t.Errorf("%q was announced", got)
	}
}

// announced returns what screen readers were told.
func announced(t *testing.T, ctx context.Context) string {
	t.Helper()
	var text string
	do(t, ctx, chromedp.Evaluate(`document.getElementById('announcement').textContent`, &text))
	return text
}

func TestARefusedTestIsExplainedAndAnnounced(t *testing.T) {
	ctx := open(t)
	m := start(t)
	do(t, ctx, chromedp.Navigate(m.url+"/page/apis/"+m.empty+"/test"),
		chromedp.SetValue("#client", m.client, chromedp.ByQuery), chromedp.SetValue("#scope", "some:scope", chromedp.ByQuery),
		chromedp.Focus("#try > button", chromedp.ByQuery), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#outcome", chromedp.ByQuery))
	want(t, ctx, "Refused: 403", "The client has no grant on this API", "Authorize the client")
	if got := announced(t, ctx); !strings.HasPrefix(got, "The token request was refused. The client has no grant") {
		t.Errorf("%q was announced", got)
	}
	var scope string
	do(t, ctx, chromedp.Value("#scope", &scope, chromedp.ByQuery))
	if scope != "some:scope" {
		t.Errorf("the scope is %q after the test", scope)
	}
	do(t, ctx, chromedp.Click("#outcome ~ p a", chromedp.ByQuery))
	eventually(t, ctx, `document.getElementById('client_id') !== null`)
	var selected string
	do(t, ctx, chromedp.Value("#client_id", &selected, chromedp.ByQuery))
	if selected != m.client {
		t.Errorf("the link leads to the form with the client %q, want %q", selected, m.client)
	}
}

// TestAKeyClientSignsInTheBrowser pastes a private key, and watches that it is not sent: for
// a client that acts on its own, and for a client that a user logs in to.
func TestAKeyClientSignsInTheBrowser(t *testing.T) {
	m := start(t)
	for view, result := range map[string][]string{
		"test?client_id=" + m.signer:                             {"Issued", "Refused: 403", "grant on this API does not include delete:orders"},
		"test-user?user_id=auth0%7Ceditor&client_id=" + m.signer: {"The token: issued", "auth0|editor"},
	} {
		t.Run(view[:strings.Index(view, "?")], func(t *testing.T) { signsInTheBrowser(t, m, view, result) })
	}
}

func signsInTheBrowser(t *testing.T, m *mock, view string, result []string) {
	t.Helper()
	ctx := open(t)
	var bodies strings.Builder
	chromedp.ListenTarget(ctx, func(event any) {
		if sent, ok := event.(*network.EventRequestWillBeSent); ok {
			fmt.Fprint(&bodies, sent.Request.URL)
			for _, entry := range sent.Request.PostDataEntries {
				bodies.WriteString(entry.Bytes)
			}
		}
	})
	do(t, ctx, network.Enable(), chromedp.Navigate(m.url+"/page/apis/"+m.api+"/"+view))
	attempt := func(key, announcement string) {
		t.Helper()
		do(t, ctx, chromedp.Evaluate(fmt.Sprintf(`document.getElementById('key').value = %q`, key), nil), chromedp.Click("#try > button", chromedp.ByQuery))
		eventually(t, ctx, fmt.Sprintf(`document.getElementById('announcement').textContent.includes(%q)`, announcement))
	}
	attempt("", "Paste the private key of this client first.")
	attempt("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "This is a PUBLIC KEY, not the private key.")
	attempt("hello", "not a private key in PEM")

	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"PKCS #1": {Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(m.key)},
		"PKCS #8": {Type: "PRIVATE KEY", Bytes: pkcs8(t, m.key)},
	} {
		attempt(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8(t, other)})), "The pasted key is not the private half of the selected key")
		attempt(string(pem.EncodeToMemory(block)), "A token was issued, and the API accepted it.")
		want(t, ctx, result...)
		var left string
		do(t, ctx, chromedp.Value("#key", &left, chromedp.ByQuery))
		if left != "" {
			t.Errorf("%s: the key is still in the form", name)
		}
	}
	attempt("", "A token was issued") // the key that was pasted before
	if sent := bodies.String(); strings.Contains(sent, "PRIVATE") || !strings.Contains(sent, "/test") {
		t.Errorf("the key was sent, or nothing was: %.300s", sent)
	}
	shot(t, ctx, view[:strings.Index(view, "?")]+"-key-issued")
}

func pkcs8(t *testing.T, key *rsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// addSigner registers a client that authenticates with a private key, and its grant.
func (m *mock) addSigner(t *testing.T) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	m.key = key
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	type object = map[string]any
	var client struct {
		ID string `json:"client_id"`
	}
	m.ask(t, http.MethodPost, "/api/v2/clients", object{
		"name": "Signer", "grant_types": []string{"client_credentials", "authorization_code"}, "app_type": "regular_web", "callbacks": []string{"https://signer.example.test/callback"},
		"client_authentication_methods": object{"private_key_jwt": object{"credentials": []object{{
			"credential_type": "public_key", "name": "laptop", "pem": string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), "alg": "PS256",
		}}}},
	}, &client)
	m.signer = client.ID
	m.ask(t, http.MethodPost, "/api/v2/client-grants", object{"client_id": m.signer, "audience": "https://orders.example.test/", "scope": []string{"read:orders", "write:orders"}}, &struct{}{})
}
