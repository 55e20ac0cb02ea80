package oauth

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strings"
)

//go:embed login.html formpost.html
var pageFiles embed.FS

// pages parses the templates. They are part of the program, so a mistake in
// one is a mistake in the program.
func pages() *template.Template { return template.Must(template.ParseFS(pageFiles, "*.html")) }

// page answers with an HTML page that may run and style only what has its
// nonce, post its form only to the tenant and the given origin, and be framed
// by nobody.
func (h *handler) page(w http.ResponseWriter, name, postsTo string, data func(nonce string) any) {
	nonce, err := h.newID(16)
	if err != nil {
		refusalOf(err).write(w)
		return
	}
	var text bytes.Buffer
	if err := h.pages.ExecuteTemplate(&text, name, data(nonce)); err != nil {
		refusalOf(fmt.Errorf("writing a page: %w", err)).write(w)
		return
	}
	header := w.Header()
	header.Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; form-action %[2]s; base-uri 'none'; frame-ancestors 'none'",
		nonce, strings.TrimSpace("'self' "+postsTo)))
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(text.Bytes()) // the browser is gone when this fails
}
