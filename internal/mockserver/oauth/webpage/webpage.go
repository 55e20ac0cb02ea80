// Package webpage renders the pages that the mock tenant shows to people, and
// its errors: as a page for a browser, as JSON for a program.
package webpage

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

//go:embed *.html
var files embed.FS

// The names of the pages.
const (
	// Login asks who logs in, and what the application may do.
	Login = "login.html"
	// Logout asks whether to log out.
	Logout = "logout.html"
	// LoggedOut says that the session has ended.
	LoggedOut = "loggedout.html"
	// FormPost posts the answer of /authorize to the application.
	FormPost = "formpost.html"
	// WebMessage sends it to the window that opened or framed the page.
	WebMessage = "webmessage.html"

	errorPage = "error.html"
)

// Pages renders pages. It is safe for concurrent use.
type Pages struct {
	templates *template.Template
	newID     func(bytes int) (string, error)
}

// New parses the templates, which are part of the program. newID makes nonces.
func New(newID func(bytes int) (string, error)) *Pages {
	return &Pages{templates: template.Must(template.ParseFS(files, "*.html")), newID: newID}
}

// Page is a page to be rendered.
type Page struct {
	Name string
	// Status is 200 when zero.
	Status int
	// PostsTo is an origin that the page's form may post to, beside the tenant.
	PostsTo string
	// FramedBy is an origin that may show the page in a frame; empty: none may.
	FramedBy string
	// Data is what the template shows.
	Data any
}

// Write answers with a page, which may run and style only what has its nonce.
func (p *Pages) Write(w http.ResponseWriter, page Page) {
	nonce, err := p.newID(16)
	if err != nil {
		protocol.WriteError(w, err)
		return
	}
	var text bytes.Buffer
	data := struct {
		Nonce string
		Data  any
	}{nonce, page.Data}
	if err := p.templates.ExecuteTemplate(&text, page.Name, data); err != nil {
		protocol.WriteError(w, fmt.Errorf("rendering the page %s: %w", page.Name, err))
		return
	}
	framedBy := "'none'"
	if page.FramedBy != "" {
		framedBy = page.FramedBy
	}
	header := w.Header()
	header.Set("Content-Security-Policy", fmt.Sprintf(
		"default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; form-action %[2]s; base-uri 'none'; frame-ancestors %[3]s",
		nonce, strings.TrimSpace("'self' "+page.PostsTo), framedBy))
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	if page.Status != 0 {
		w.WriteHeader(page.Status)
	}
	_, _ = w.Write(text.Bytes()) // it fails only when the browser has disconnected
}

// Error answers with an error that is for the person in front of the browser: a
// page, or JSON for a program, whose Accept header does not name HTML.
func (p *Pages) Error(w http.ResponseWriter, r *http.Request, err error) {
	w.Header().Add("Vary", "Accept")
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		protocol.WriteError(w, err)
		return
	}
	refused := protocol.ErrorOf(err)
	p.Write(w, Page{Name: errorPage, Status: refused.Status, Data: refused})
}
