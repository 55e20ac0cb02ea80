package oauth

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/discovery"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/logout"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/registration"
)

// Serves reports whether the path (escaped) belongs to the handler that New makes.
func Serves(path string) bool {
	switch path {
	case RegistrationPath, AuthorizePath, LoginPath, UserinfoPath, logout.V2Path, logout.OIDCPath, logout.ConfirmPath:
		return true
	}
	for _, prefix := range []string{"/oauth/", "/.well-known/", CheckPrefix} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// HasPath reports whether the handler that New makes has this path itself, in contrast to a
// path below a prefix that [Serves] accepts.
func HasPath(path string) bool {
	switch path {
	case AuthorizePath, LoginPath, LogoutPath, OIDCLogoutPath, ConfirmLogoutPath, TokenPath, RevokePath, UserinfoPath,
		DiscoveryPath, OAuthDiscoveryPath, RegistrationPath, JWKSPath, IntrospectPath:
		return true
	}
	return false
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	h.handlePosts(mux)
	h.handleRegistration(mux)
	h.handleBrowser(mux)
	h.handleReads(mux)
	mux.HandleFunc("/", protocol.NotFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would redirect a path that holds an unencoded identifier.
		if !strings.HasPrefix(r.URL.EscapedPath(), CheckPrefix) {
			mux.ServeHTTP(w, r)
			return
		}
		if r.Method == http.MethodOptions {
			protocol.Preflight(w, r)
			return
		}
		protocol.Public(h.resources.Check)(w, r)
	})
}

// handlePosts adds the endpoints that clients POST parameters to.
func (h *handler) handlePosts(mux *http.ServeMux) {
	endpoints := map[string]func(*http.Request, protocol.Params) (any, error){TokenPath: h.token, RevokePath: h.revoke}
	if h.Introspection {
		endpoints[IntrospectPath] = h.introspect
	}
	for path, handle := range endpoints {
		mux.HandleFunc("POST "+path, protocol.Endpoint(h.allowOrigin, handle))
		mux.HandleFunc("OPTIONS "+path, protocol.Preflight)
		mux.HandleFunc(path, protocol.MethodNotAllowed(http.MethodPost, http.MethodOptions))
	}
}

// handleRegistration adds the endpoint at which clients register themselves. Scripts of
// any origin can call it, since it needs no token.
func (h *handler) handleRegistration(mux *http.ServeMux) {
	clients := registration.New(endpoint.Tenant{Store: h.Store, Issuer: h.Issuer, Now: h.Now, Random: h.Random}, h.Transient)
	mux.HandleFunc("POST "+RegistrationPath, protocol.Public(clients.Register))
	mux.HandleFunc("OPTIONS "+RegistrationPath, protocol.Preflight)
	mux.HandleFunc(RegistrationPath, protocol.MethodNotAllowed(http.MethodPost, http.MethodOptions))
}

// handleBrowser adds the endpoints that a browser visits.
func (h *handler) handleBrowser(mux *http.ServeMux) {
	mux.HandleFunc("GET "+AuthorizePath, h.authorization.Authorize)
	mux.HandleFunc("POST "+AuthorizePath, h.authorization.Authorize)
	mux.HandleFunc(AuthorizePath, protocol.MethodNotAllowed(http.MethodGet, http.MethodHead, http.MethodPost))
	logouts := logout.New(logout.Options{Store: h.Store, Sessions: h.sessions, Pages: h.pages, Issuer: h.Issuer, Keys: h.Keys})
	mux.HandleFunc("GET "+logout.V2Path, logouts.V2)
	mux.HandleFunc(logout.V2Path, protocol.MethodNotAllowed(http.MethodGet, http.MethodHead))
	mux.HandleFunc("GET "+logout.OIDCPath, logouts.OIDC)
	mux.HandleFunc("POST "+logout.OIDCPath, logouts.OIDC)
	mux.HandleFunc(logout.OIDCPath, protocol.MethodNotAllowed(http.MethodGet, http.MethodHead, http.MethodPost))
	for path, take := range map[string]http.HandlerFunc{LoginPath: h.authorization.Login, logout.ConfirmPath: logouts.Confirm} {
		mux.HandleFunc("POST "+path, take)
		mux.HandleFunc(path, protocol.MethodNotAllowed(http.MethodPost))
	}
}

// handleReads adds the documents and /userinfo.
func (h *handler) handleReads(mux *http.ServeMux) {
	documents := discovery.New(discovery.Options{
		Store: h.Store, Issuer: h.Issuer, IntrospectionPath: h.introspectionPath(), Keys: h.Keys,
	})
	for path, serve := range map[string]http.HandlerFunc{
		DiscoveryPath: documents.Metadata, OAuthDiscoveryPath: documents.Metadata, JWKSPath: documents.JWKS,
	} {
		mux.HandleFunc("GET "+path, protocol.Public(serve))
		mux.HandleFunc("OPTIONS "+path, protocol.Preflight)
		mux.HandleFunc(path, protocol.MethodNotAllowed(http.MethodGet, http.MethodHead, http.MethodOptions))
	}
	mux.HandleFunc("GET "+UserinfoPath, protocol.Public(h.resources.Userinfo))
	mux.HandleFunc("POST "+UserinfoPath, protocol.Public(h.resources.Userinfo))
	mux.HandleFunc("OPTIONS "+UserinfoPath, protocol.Preflight)
	mux.HandleFunc(UserinfoPath, protocol.MethodNotAllowed(http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions))
}
