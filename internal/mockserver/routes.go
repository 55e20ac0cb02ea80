package mockserver

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
)

// tenantRouter passes a request to the API that its path belongs to. It is not an
// http.ServeMux, which would redirect a path that holds an unencoded identifier
// ("https://…") instead of letting the API refuse it.
type tenantRouter struct {
	management, oauth http.Handler
}

// frontRouter passes requests for the control API and the page to these, and all
// others to the tenant, where faults apply. Without the two, their paths are
// unknown to the tenant.
type frontRouter struct {
	control http.Handler // nil: off
	page    http.Handler // nil: off
	tenant  http.Handler
}

// ServeHTTP implements http.Handler.
func (h frontRouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.control != nil && isControl(r) {
		h.control.ServeHTTP(w, r)
		return
	}
	if h.page != nil && page.Serves(r.URL.EscapedPath()) {
		h.page.ServeHTTP(w, r)
		return
	}
	h.tenant.ServeHTTP(w, r)
}

// isControl reports whether the request is for the control API. The sample
// endpoints of the tenant's APIs are below the same prefix and always there.
func isControl(r *http.Request) bool {
	path := r.URL.EscapedPath()
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
