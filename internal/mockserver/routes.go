package mockserver

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
)

// tenantRouter passes a request to the API of its path. It is not an http.ServeMux,
// which would redirect a path with an unencoded identifier ("https://…") before the
// API could refuse it.
type tenantRouter struct {
	management, oauth http.Handler
}

// frontRouter passes requests to the control API, to the page, or else to the tenant.
// Only the tenant has faults. If the control API or the page is off, the tenant gets
// their paths too, and answers 404.
type frontRouter struct {
	control http.Handler // nil: off
	page    http.Handler // nil: off
	tenant  http.Handler
}

// ServeHTTP implements http.Handler.
func (h frontRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.control != nil && IsControl(r.URL.EscapedPath()) {
		h.control.ServeHTTP(w, r)
		return
	}
	if h.page != nil && page.Serves(r.URL.EscapedPath()) {
		h.page.ServeHTTP(w, r)
		return
	}
	h.tenant.ServeHTTP(w, r)
}

// IsControl reports whether an escaped path is of the control API. The sample
// endpoints of the tenant's APIs are below the same prefix and always there.
func IsControl(path string) bool {
	return strings.HasPrefix(path, control.Prefix) && !strings.HasPrefix(path, oauth.CheckPrefix)
}

// ServeHTTP implements http.Handler.
func (h tenantRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch {
	case strings.HasPrefix(path, management.Prefix):
		h.management.ServeHTTP(w, r)
	case oauth.Serves(path):
		h.oauth.ServeHTTP(w, r)
	default:
		management.WriteError(w, http.StatusNotFound, "", "The mock tenant has no such path")
	}
}
