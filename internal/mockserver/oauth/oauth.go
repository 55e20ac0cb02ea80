// Package oauth serves the Authentication API of the mock tenant: the token
// endpoint for the client credentials grant, the discovery document, and the
// key set.
package oauth

import (
	"context"
	"crypto/rsa"
	"io"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The paths of the Authentication API.
const (
	TokenPath     = "/oauth/token"
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

// Deps are what the handler works with. All are needed.
type Deps struct {
	Store store.Store
	Keys  SigningKeys
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	Now    func() time.Time
	// Random makes token ids. It must be safe for use by many goroutines.
	Random io.Reader
}

type handler struct {
	Deps
	replays *replays
}

// New makes the handler of everything below /oauth/ and /.well-known/.
func New(deps Deps) http.Handler {
	h := &handler{Deps: deps, replays: newReplays()}
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+TokenPath, h.token)
	mux.HandleFunc(TokenPath, methodNotAllowed(http.MethodPost))
	for path, serve := range map[string]http.HandlerFunc{DiscoveryPath: h.discovery, JWKSPath: h.jwks} {
		mux.HandleFunc("GET "+path, public(serve))
		mux.HandleFunc("OPTIONS "+path, preflight)
		mux.HandleFunc(path, methodNotAllowed(http.MethodGet, http.MethodHead, http.MethodOptions))
	}
	mux.HandleFunc("/", notFound)
	return mux
}
