// Package page serves the mock tenant's page, for people: the APIs with what
// each has to check of a token, who may ask for its tokens, and a token to try;
// the signing keys; the request log.
//
//	GET  /                          the APIs
//	GET  /page/apis/{id}            Quick Start of one, and below it
//	GET  /page/apis/{id}/settings, …/scopes, …/clients, …/test
//	POST /page/apis/{id}/test       fetches a token and tries it
//	GET  /page/keys                 the signing keys
//	POST /page/keys/rotate          rotates them
//	GET  /page/requests             what the tenant was asked
//
// It needs no login, and so answers only this machine's own browsers (see
// package local). What it shows has no secret in it: none of a client, none of
// an API, and of the Management API no token that could be used. It changes
// nothing but the signing keys.
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

// prefix is the path that everything but the first view is below.
const prefix = "/page/"

// maxForm bounds a posted form, in bytes.
const maxForm = 64 << 10

//go:embed templates/*.html snippets/*.tmpl static
var files embed.FS

// Deps are what the page shows. All are needed.
type Deps struct {
	Store    store.Store
	Requests *requestlog.Log
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// Tenant reaches the tenant in process: its token endpoint makes the tokens
	// to try, and its sample endpoints accept or refuse them.
	Tenant http.RoundTripper
	// SigningKeys describes the tenant's keys.
	SigningKeys func(context.Context) ([]keys.Info, error)
	// RotateKeys answers the id of the new current key.
	RotateKeys func(context.Context) (kid string, err error)
	// Random makes the token that ties a form to this page.
	Random io.Reader
}

type page struct {
	Deps
	views map[string]*template.Template
	// csrf is in every form that the page serves. No page of another origin can
	// read it. It changes with each start of the mock.
	csrf string
}

// Serves reports whether a path (escaped) belongs to the handler that New makes.
func Serves(path string) bool { return path == "/" || strings.HasPrefix(path, prefix) }

// New makes the handler of every path that Serves names.
func New(deps Deps) (http.Handler, error) {
	random := make([]byte, 32)
	if _, err := io.ReadFull(deps.Random, random); err != nil {
		return nil, fmt.Errorf("making the form token of the mock's page: %w", err)
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

// guard answers local browsers only, and limits what an answer may do in one.
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
