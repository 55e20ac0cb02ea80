package tenants

import (
	_ "embed" // for the template
	"html/template"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/local"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

//go:embed page.html
var pageText string

// pageHandler serves the list of tenants: as a page, or as JSON for a client that accepts
// that. Like a tenant's page, it needs no login, and answers only browsers on this machine or
// in the allowed networks.
func (r *Registry) pageHandler() http.Handler {
	kilobytes := func(bytes *int64) int64 { return (*bytes + 500) / 1000 }
	page := template.Must(template.New("page").Funcs(template.FuncMap{"kilobytes": kilobytes}).Parse(pageText))
	allowed := local.Allowed{Networks: r.options.Tenant.PageNetworks, Name: r.base.Hostname()}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if err := allowed.Check(req); err != nil {
			management.WriteError(w, http.StatusForbidden, "", "The list of tenants "+err.Error())
			return
		}
		if strings.Contains(req.Header.Get("Accept"), "application/json") {
			r.list(w, req)
			return
		}
		infos, err := r.List(req.Context())
		if err != nil {
			fail(w, err)
			return
		}
		header := w.Header()
		header.Set("Content-Type", "text/html; charset=utf-8")
		header.Set("Cache-Control", "no-store")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
		// An error means that the client closed the connection.
		_ = page.Execute(w, map[string]any{"Tenants": infos, "URL": r.options.URL + control.Prefix + collection, "HasPage": r.options.Tenant.Page})
	})
}
