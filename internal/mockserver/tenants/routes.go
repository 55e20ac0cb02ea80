package tenants

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// routes serves the domain itself.
type routes struct{ control, page http.Handler }

func (r *Registry) newRoutes() routes {
	return routes{
		control: r.options.Tenant.ControlKey.Protect(control.Handler(r.endpoints())),
		page:    r.pageHandler(),
	}
}

// ServeHTTP implements http.Handler. The Host header names the tenant.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	name, isTenant := r.nameOf(req.Host)
	if !isTenant {
		r.serveDomain(w, req)
		return
	}
	// The check that the tenant still exists is the one with which its server begins.
	req = req.WithContext(store.WithOneCheck(req.Context()))
	server, release, err := r.use(req.Context(), name)
	switch {
	case errors.Is(err, ErrUnknown):
		r.observed(w, req, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			management.WriteError(w, http.StatusNotFound, "", r.unknown(name))
		}))
	case err != nil:
		r.observed(w, req, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			management.WriteFailure(w, err)
		}))
	default:
		defer release()
		server.ServeHTTP(w, req)
	}
}

// unknown says that there is no such tenant, and how to create it.
func (r *Registry) unknown(name string) string {
	if err := CheckName(name); err != nil {
		return fmt.Sprintf("There is no tenant %q, and there cannot be: %s", name, err)
	}
	return fmt.Sprintf("There is no tenant %[1]q. To create it: curl -X POST %[2]s -d '{\"name\": %[1]q}'", name, r.options.URL+control.Prefix+collection)
}

func (r *Registry) serveDomain(w http.ResponseWriter, req *http.Request) {
	path := req.URL.EscapedPath()
	switch {
	case strings.HasPrefix(path, control.Prefix):
		r.observed(w, req, r.routes.control)
	case path == "/":
		r.observed(w, req, r.routes.page)
	default:
		r.observed(w, req, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			management.WriteError(w, http.StatusNotFound, "",
				"Here are no tenant's endpoints: the host of a tenant is NAME."+r.base.Host+", and "+r.options.URL+control.Prefix+collection+" lists the tenants")
		}))
	}
}

// observed serves a request to the domain, and reports it.
func (r *Registry) observed(w http.ResponseWriter, req *http.Request, handler http.Handler) {
	if r.options.OnRequest == nil {
		handler.ServeHTTP(w, req)
		return
	}
	started := r.options.Now()
	watched := &statusWriter{ResponseWriter: w, status: http.StatusOK}
	handler.ServeHTTP(watched, req)
	r.options.OnRequest("", mockserver.RequestLogEntry{
		Time: started, Method: req.Method, Path: req.URL.EscapedPath(), RemoteAddr: req.RemoteAddr,
		Status: watched.status, Duration: r.options.Now().Sub(started),
	})
}

// statusWriter records the status of a response.
type statusWriter struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}
