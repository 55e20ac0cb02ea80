// Package webpage renders the pages that the mock tenant shows to people.
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

//go:embed login.html formpost.html
var files embed.FS

// Pages renders pages. It is safe for concurrent use.
type Pages struct {
	templates *template.Template
	newID     func(bytes int) (string, error)
}

// New parses the templates, which are part of the program. newID makes nonces.
func New(newID func(bytes int) (string, error)) *Pages {
	return &Pages{templates: template.Must(template.ParseFS(files, "*.html")), newID: newID}
}

// Write answers with a page that may run and style only what has its nonce, post
// its form only to the tenant and the origin postsTo, and not be framed. data
// gets the nonce and returns what the template is rendered with.
func (p *Pages) Write(w http.ResponseWriter, name, postsTo string, data func(nonce string) any) {
	nonce, err := p.newID(16)
	if err != nil {
		protocol.WriteError(w, err)
		return
	}
	var text bytes.Buffer
	if err := p.templates.ExecuteTemplate(&text, name, data(nonce)); err != nil {
		protocol.WriteError(w, fmt.Errorf("rendering the page %s: %w", name, err))
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; form-action %[2]s; base-uri 'none'; frame-ancestors 'none'",
		nonce, strings.TrimSpace("'self' "+postsTo)))
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(text.Bytes()) // it fails only when the browser has disconnected
}
