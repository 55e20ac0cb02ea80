// Package oauth serves the Authentication API of the mock tenant: tokens, the
// discovery document, the key set; and what the mock adds to it so that tokens
// can be tried out: introspection, and a protected sample endpoint per API.
package oauth

import (
	"context"
	"crypto/rsa"
	"crypto/subtle"
	"html/template"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The paths of the Authentication API.
const (
	AuthorizePath = "/authorize"
	// LoginPath is where the login page posts to.
	LoginPath     = "/u/login"
	TokenPath     = "/oauth/token"
	UserinfoPath  = "/userinfo"
	DiscoveryPath = "/.well-known/openid-configuration"
	JWKSPath      = "/.well-known/jwks.json"
)

// SigningKeys are the tenant's keys; *keys.Ring has them.
type SigningKeys interface {
	// Current is the key that signs now.
	Current(ctx context.Context) (kid string, key *rsa.PrivateKey, err error)
	// JWKS are the public keys that verify.
	JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
}

// Deps are what the handler works with. All but the last two are needed.
type Deps struct {
	Store store.Store
	Keys  SigningKeys
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	Now    func() time.Time
	// Random makes token ids. It must be safe for use by many goroutines.
	Random io.Reader
	// RemoveAlgFromJWKS is the tenant flag remove_alg_from_jwks: off, the key
	// set says that its keys are for RS256, and libraries that heed that verify
	// no PS256 and RS512 with them.
	RemoveAlgFromJWKS bool
	// CompareSecrets returns 1 where x and y are equal, else 0. Nil is
	// subtle.ConstantTimeCompare; tests see by it what is compared.
	CompareSecrets func(x, y []byte) int
}

// Handler serves every path that Serves names.
type Handler struct {
	routes http.Handler
	state  *handler
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) { h.routes.ServeHTTP(w, r) }

// Forget forgets what the handler remembers beside the store: who is logged in,
// authorization codes, revoked access tokens, the ids of used assertions and
// proofs. It may be called while requests are served.
func (h *Handler) Forget() {
	h.state.seal.forget()
	h.state.codes.forget()
	h.state.revoked.forget()
	h.state.replays.forget()
}

type handler struct {
	Deps
	pages   *template.Template
	seal    seal
	replays replays
	codes   codes
	revoked revoked
	sweeper sweeper
}

// Serves reports whether the path (escaped) belongs to the handler that New makes.
func Serves(path string) bool {
	switch path {
	case AuthorizePath, LoginPath, UserinfoPath:
		return true
	}
	for _, prefix := range []string{"/oauth/", "/.well-known/", CheckPrefix} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// New makes the handler of every path that Serves names.
func New(deps Deps) *Handler {
	if deps.CompareSecrets == nil {
		deps.CompareSecrets = subtle.ConstantTimeCompare
	}
	h := &handler{Deps: deps, pages: pages(), seal: seal{random: deps.Random}}
	return &Handler{routes: h.routes(), state: h}
}

func (h *handler) routes() http.Handler {
	mux := http.NewServeMux()
	for path, handle := range map[string]func(*http.Request, params) (any, error){TokenPath: h.token, IntrospectPath: h.introspect, RevokePath: h.revoke} {
		mux.HandleFunc("POST "+path, public(endpoint(handle)))
		mux.HandleFunc("OPTIONS "+path, preflight)
		mux.HandleFunc(path, methodNotAllowed(http.MethodPost, http.MethodOptions))
	}
	mux.HandleFunc("GET "+AuthorizePath, h.authorize)
	mux.HandleFunc("POST "+AuthorizePath, h.authorize)
	mux.HandleFunc(AuthorizePath, methodNotAllowed(http.MethodGet, http.MethodHead, http.MethodPost))
	mux.HandleFunc("GET "+UserinfoPath, public(h.userinfo))
	mux.HandleFunc("POST "+UserinfoPath, public(h.userinfo))
	mux.HandleFunc("OPTIONS "+UserinfoPath, preflight)
	mux.HandleFunc(UserinfoPath, methodNotAllowed(http.MethodGet, http.MethodHead, http.MethodPost, http.MethodOptions))
	mux.HandleFunc("POST "+LoginPath, h.decide)
	mux.HandleFunc(LoginPath, methodNotAllowed(http.MethodPost))
	for path, serve := range map[string]http.HandlerFunc{DiscoveryPath: h.discovery, JWKSPath: h.jwks} {
		mux.HandleFunc("GET "+path, public(serve))
		mux.HandleFunc("OPTIONS "+path, preflight)
		mux.HandleFunc(path, methodNotAllowed(http.MethodGet, http.MethodHead, http.MethodOptions))
	}
	mux.HandleFunc("/", notFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// ServeMux would redirect where an identifier is not encoded.
		if strings.HasPrefix(r.URL.EscapedPath(), CheckPrefix) {
			if r.Method == http.MethodOptions {
				preflight(w, r)
				return
			}
			public(h.check)(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}
