// Package page serves the mock tenant's page: what the service's dashboard does for APIs. It
// lists, creates, changes and deletes APIs, scopes, clients and client grants; shows how to
// verify the tokens of an API, and tries a token; shows the signing keys, the request log,
// and everything as Terraform configuration.
//
//	/                         the APIs
//	/page/apis/…              an API: Quick Start, settings, scopes, grants, permissions, access, test, MCP
//	/page/clients/…           the clients
//	/page/users/…             the users
//	/page/roles/…             the roles
//	/page/grants/…            a client grant
//	/page/keys                the signing keys
//	/page/requests            the latest requests
//	/page/terraform           the tenant as Terraform configuration
//
// GET shows, and POST changes: each change is a request to the Management API, in process and
// as the tenant's own client, so that its rules hold and the next plan of Terraform sees it.
//
// The page needs no login, and so it answers only browsers on this machine (see package
// local), or in the networks of [Deps].Networks. It shows no secrets of clients and APIs but
// a client's new secret, once, and no usable token of the Management API.
package page

import (
	"context"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/local"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxForm limits a posted form, in bytes.
const maxForm = 64 << 10

//go:embed templates/*.html snippets/*.tmpl static
var files embed.FS

// Deps are the dependencies of the page. All are required, except for Networks.
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
	// RotateKeys rotates the keys, and returns the ID of the new current key.
	RotateKeys func(context.Context) (kid string, err error)
	// Change sends a request to the Management API as the tenant's own client. path is
	// below /api/v2. The caller closes the body of the response.
	Change func(ctx context.Context, method, path string, body io.Reader) (*http.Response, error)
	// Networks are the networks, besides this machine, whose browsers are answered, also
	// under the host name of the issuer.
	Networks []netip.Prefix
	// FormToken is the token in every form of the page. No page of another origin can read
	// it. The replicas of a tenant have the same one, so that any of them accepts a form.
	FormToken string
	// Random is the randomness for the IDs of assertions and proofs.
	Random io.Reader
	// Views are the templates, which the pages of several tenants can share.
	Views Views
}

// Views are the parsed templates of the page, by the name of the view.
type Views map[string]*template.Template

type page struct {
	Deps
	allowed local.Allowed
}

// Serves reports whether the page serves a path (escaped).
func Serves(path string) bool { return path == "/" || strings.HasPrefix(path, paths.Prefix) }

// New returns the handler of the page.
func New(deps Deps) (http.Handler, error) {
	issuer, err := url.Parse(deps.Issuer)
	if err != nil {
		return nil, fmt.Errorf("the issuer of the tenant: %w", err)
	}
	p := &page{Deps: deps, allowed: local.Allowed{Networks: deps.Networks, Name: issuer.Hostname()}}
	return p.guard(p.routes()), nil
}

// NewFormToken returns a token for [Deps].FormToken.
func NewFormToken(random io.Reader) (string, error) {
	token := make([]byte, 32)
	if _, err := io.ReadFull(random, token); err != nil {
		return "", fmt.Errorf("generating the form token of the mock's page: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(token), nil
}

func (p *page) routes() http.Handler {
	mux := http.NewServeMux()
	get := func(path string, handler http.HandlerFunc) { mux.HandleFunc("GET "+path, handler) }
	post := func(path string, handler http.HandlerFunc) { mux.HandleFunc("POST "+path, p.form(handler)) }
	p.apiRoutes(get, post)
	p.clientRoutes(get, post)
	p.accessRoutes(get)
	get(paths.Prefix+"keys", p.keys)
	post(paths.Prefix+"keys/rotate", p.rotate)
	get(paths.Prefix+"requests", p.requests)
	get(paths.Prefix+"terraform", p.terraform(viewAPIs, exportAll, tenantName, func(string) string { return "/" }))
	mux.Handle("GET "+paths.Prefix+"static/", http.StripPrefix(paths.Prefix, http.FileServerFS(files)))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		p.fail(w, r, http.StatusNotFound, "The mock's page has nothing at "+r.URL.Path+".")
	})
	return mux
}

// apiRoutes adds the routes of APIs, their scopes and their grants.
func (p *page) apiRoutes(get, post func(path string, handler http.HandlerFunc)) {
	const api, grant = paths.Prefix + "apis/{id}", paths.Prefix + "grants/{id}"
	get("/{$}", p.apis)
	get(paths.Prefix+"apis/new", func(w http.ResponseWriter, r *http.Request) { p.showCreate(w, r, http.StatusOK, newAPI(), nil) })
	post(paths.Prefix+"apis", p.createAPI)
	get(api, p.api(viewQuickStart))
	for _, view := range []string{viewSettings, viewScopes, viewGrants, viewPermissions, viewAccess, viewTest, viewTestUser, viewMCP} {
		get(api+"/"+view, p.api(view))
	}
	post(api+"/"+viewSettings, p.saveAPI)
	post(api+"/"+viewScopes, p.addScope)
	post(api+"/"+viewScopes+"/remove", p.removeScope)
	post(api+"/"+viewGrants, p.authorize)
	post(api+"/"+viewTest, p.try)
	post(api+"/"+viewTestUser, p.tryUser)
	get(api+"/delete", p.confirm(apiDeletion))
	post(api+"/delete", p.remove(apiDeletion))
	get(api+"/terraform", p.terraform(viewAPIs, export.API, apiName, paths.API))

	get(grant, p.grant)
	post(grant, p.saveGrant)
	get(grant+"/delete", p.confirm(grantDeletion))
	post(grant+"/delete", p.remove(grantDeletion))
	get(grant+"/terraform", p.terraform(viewAPIs, export.Grant, grantName, paths.Grant))
}

// clientRoutes adds the routes of clients.
func (p *page) clientRoutes(get, post func(path string, handler http.HandlerFunc)) {
	const client = paths.Prefix + "clients/{id}"
	get(paths.Prefix+"clients", p.clients)
	get(paths.Prefix+"clients/new", func(w http.ResponseWriter, r *http.Request) { p.showCreate(w, r, http.StatusOK, newClient(), nil) })
	post(paths.Prefix+"clients", p.createClient)
	get(client, p.client)
	post(client, p.saveClient)
	post(client+"/secret", p.rotateSecret)
	get(client+"/delete", p.confirm(clientDeletion))
	post(client+"/delete", p.remove(clientDeletion))
	get(client+"/terraform", p.terraform(viewClients, export.Client, clientName, paths.Client))
}

// guard refuses requests that are not from this machine or the allowed networks, and sets
// security headers.
func (p *page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "no-store")
		if err := p.allowed.Check(r); err != nil {
			text := "The mock's page " + err.Error()
			if peer, isPeer := errors.AsType[local.PeerError](err); isPeer {
				text += ".\nIf " + peer.Address + " is the host of the mock's container, start mock-server with --page-from " + peer.Address
			}
			http.Error(w, text+".", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}
