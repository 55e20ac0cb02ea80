package oauth_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
)

// TestErrorsArePagesForPeople and JSON for programs, which the Accept header tells
// apart (RFC 9110, section 12.5.1).
func TestErrorsArePagesForPeople(t *testing.T) {
	t.Parallel()
	h := newWebTenant().start(t)
	target := authorizeURL(query("client_id", "<nobody>"))
	got := newBrowser(t, h).get(target)
	if got.status != http.StatusBadRequest || got.header.Get("Content-Type") != "text/html; charset=utf-8" || got.header.Get("Vary") != "Accept" {
		t.Errorf("%d %v", got.status, got.header)
	}
	for _, want := range []string{"Unknown client: &lt;nobody&gt;", "<code>invalid_request</code>"} {
		if !strings.Contains(got.text, want) {
			t.Errorf("the page lacks %s: %s", want, got.text)
		}
	}
	program := do(t, h, http.MethodGet, target, "", "", "")
	if program.text() != "400 invalid_request: Unknown client: <nobody>" || program.Header.Get("Content-Type") != "application/json; charset=utf-8" {
		t.Errorf("%s %v", program.text(), program.Header)
	}
}

// TestPagesAreAccessible holds what a page needs that axe looks for: a language, a
// title, one main landmark with one heading, labels, and colours for both schemes.
// Package page/browser looks at them in Chromium.
func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	tenant := newLogoutTenant()
	tenant.set("web_origins", []string{"https://app.example"})
	b := newBrowser(t, tenant.start(t))
	pages := map[string]*page{
		"login": b.get(asking()), "error": b.get(authorizeURL(query("client_id", "nobody"))),
		"form post":   b.get(authorizeURL(query("response_mode", "form_post"))),
		"web message": b.get(authorizeURL(query("response_mode", "web_message"))),
		"logged out":  b.get(oauth.LogoutPath),
	}
	b.logIn(pages["login"])
	pages["log out"] = b.get(logoutURL(oauth.OIDCLogoutPath, "client_id", client))
	for name, page := range pages {
		for _, want := range []string{`^<!doctype html>\s*<html lang="en">`, `<title>[^<]+</title>`, `<main>\s*<h1>[^<]+</h1>`, `color-scheme: light dark`, `prefers-color-scheme: dark`, `</main>`} {
			if !regexp.MustCompile(want).MatchString(page.text) {
				t.Errorf("%s lacks %s: %s", name, want, page.text)
			}
		}
		for _, once := range []string{"<main>", "<h1>", "<title>"} {
			if strings.Count(page.text, once) != 1 {
				t.Errorf("%s has %d %s", name, strings.Count(page.text, once), once)
			}
		}
		if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: Content-Security-Policy %q", name, policy)
		}
	}
}
