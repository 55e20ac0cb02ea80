// Package page serves the mock tenant's page: for each API, how to verify its tokens,
// which clients have grants, and a test token; the signing keys; and the request log.
//
//	GET  /                          the APIs
//	GET  /page/apis/{id}            the Quick Start of an API
//	GET  /page/apis/{id}/settings, …/scopes, …/clients, …/test
//	POST /page/apis/{id}/test       fetches a token and uses it
//	GET  /page/keys                 the signing keys
//	POST /page/keys/rotate          rotates them
//	GET  /page/requests             the latest requests
//
// It needs no login, and so it answers only browsers on this machine (see package local).
// It shows no secrets of clients and APIs, and no usable token of the Management API. It
// changes only the signing keys.
package page

import (
	"context"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/local"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// prefix is the beginning of all paths but "/".
const prefix = "/page/"

// maxForm limits a posted form, in bytes.
const maxForm = 64 << 10

//go:embed templates/*.html snippets/*.tmpl static
var files embed.FS

// Deps are the dependencies of the page. All are required.
type Deps struct {
	Store    store.Store
	Requests *requestlog.Log
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// Tenant calls the tenant in process: its token endpoint issues the test tokens,
	// and its sample endpoints accept or refuse them.
	Tenant http.RoundTripper
	// SigningKeys returns the tenant's signing keys.
	SigningKeys func(context.Context) ([]keys.Info, error)
	// RotateKeys rotates the keys, and returns the id of the new current key.
	RotateKeys func(context.Context) (kid string, err error)
	// Random is the randomness for the CSRF token.
	Random io.Reader
}

type page struct {
	Deps
	views map[string]*template.Template
	// csrf is the token in every form of the page. No page of another origin can read
	// it. It changes with each start of the mock.
	csrf string
}

// Serves reports whether the page serves a path (escaped).
func Serves(path string) bool { return path == "/" || strings.HasPrefix(path, prefix) }

// New returns the handler of the page.
func New(deps Deps) (http.Handler, error) {
	random := make([]byte, 32)
	if _, err := io.ReadFull(deps.Random, random); err != nil {
		return nil, fmt.Errorf("generating the form token of the mock's page: %w", err)
	}
	p := &page{Deps: deps, csrf: base64.RawURLEncoding.EncodeToString(random), views: parseViews()}
	return p.guard(p.routes()), nil
}

func (p *page) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.apis)
	mux.HandleFunc("GET "+prefix+"apis/{id}", p.api(viewQuickStart))
	for _, view := range []string{viewSettings, viewScopes, viewClients, viewTest} {
		mux.HandleFunc("GET "+prefix+"apis/{id}/"+view, p.api(view))
	}
	mux.HandleFunc("POST "+prefix+"apis/{id}/test", p.form(p.try))
	mux.HandleFunc("GET "+prefix+"keys", p.keys)
	mux.HandleFunc("POST "+prefix+"keys/rotate", p.form(p.rotate))
	mux.HandleFunc("GET "+prefix+"requests", p.requests)
	mux.Handle("GET "+prefix+"static/", http.StripPrefix(prefix, http.FileServerFS(files)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, http.StatusNotFound, "The mock's page has nothing at "+r.URL.Path+".")
	})
	return mux
}

// guard refuses requests that are not from local browsers, and sets security headers.
func (p *page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "no-store")
		if err := local.Check(r); err != nil {
			http.Error(w, "The mock's page "+err.Error(), http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
