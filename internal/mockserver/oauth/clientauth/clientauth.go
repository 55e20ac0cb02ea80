// Package clientauth finds and authenticates the client that sent a request, by
// its secret or by a signed assertion.
package clientauth

import (
	"context"
	"crypto/sha256"
	"net/http"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/replay"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Options are what an [Authenticator] works with. All are needed.
type Options struct {
	Store store.Store
	// Used remembers the assertions that were accepted.
	Used transient.Store
	// Issuer and TokenURL are the audiences that an assertion may name.
	Issuer, TokenURL string
	Now              func() time.Time
	// CompareSecrets returns 1 where x and y are equal, else 0, in a time that does
	// not depend on them: subtle.ConstantTimeCompare.
	CompareSecrets func(x, y []byte) int
}

// Authenticator authenticates clients. It is safe for concurrent use.
type Authenticator struct {
	Options
	assertions *replay.Memory
}

// New returns an authenticator.
func New(options Options) *Authenticator {
	return &Authenticator{Options: options, assertions: replay.New(options.Used, "assertion")}
}

// Client returns the client that sent the request. A public client is found by
// its client_id alone; any other must authenticate by a method that it is
// registered for.
func (a *Authenticator) Client(r *http.Request, params protocol.Params) (*store.Client, error) {
	return a.find(r, params, true)
}

// Confidential is like [Authenticator.Client], but refuses public clients: there
// are requests that only a client may make that proves who it is.
func (a *Authenticator) Confidential(r *http.Request, params protocol.Params) (*store.Client, error) {
	return a.find(r, params, false)
}

func (a *Authenticator) find(r *http.Request, params protocol.Params, publicToo bool) (*store.Client, error) {
	presented, err := credentialsOf(r, params)
	if err != nil {
		return nil, err
	}
	var client *store.Client
	if err := a.Store.View(r.Context(), func(tenant store.Reader) error {
		client = clientproperty.Find(tenant, presented.clientID)
		return nil
	}); err != nil {
		return nil, err
	}
	if publicToo && presented.method == MethodNone && client != nil && clientproperty.IsPublic(client) {
		return client, nil
	}
	return client, a.authenticate(r.Context(), client, presented)
}

// authenticate verifies the credentials by a method that the client is
// registered for. client is nil when no client has that ID.
func (a *Authenticator) authenticate(ctx context.Context, client *store.Client, presented credentials) error {
	switch presented.method {
	case MethodPost, MethodBasic:
		// The comparison comes first and is always made, so that its time says
		// nothing about the client.
		secret := ""
		if client != nil {
			secret = client.ClientSecret
		}
		if !a.sameSecret(secret, presented.secret) || client == nil || !isRegisteredFor(client, presented.method) {
			refused := protocol.Unauthorized()
			refused.Challenge = presented.method == MethodBasic
			return refused
		}
		return nil
	case MethodJWT:
		if client == nil || !isRegisteredFor(client, MethodJWT) {
			return protocol.Unauthorized()
		}
		return a.checkAssertion(ctx, client, presented.assertion)
	}
	return protocol.Unauthorized()
}

// isRegisteredFor reports whether the client may use the method. A client that
// names none uses its keys if it is registered for them, and else its secret in
// either way: both work then (recorded; facts F5).
func isRegisteredFor(client *store.Client, method string) bool {
	switch client.TokenEndpointAuthMethod {
	case "":
		// The service keeps the secret of a client that authenticates with keys, but
		// neither shows nor accepts it (facts 1.5, 2.5), also while no key is named.
		methods := clientproperty.Get[map[string]any](client, "client_authentication_methods")
		return (method == MethodJWT) == (methods != nil)
	default:
		return client.TokenEndpointAuthMethod == method
	}
}

// sameSecret compares in a time that depends on neither secret. A client without
// a secret matches nothing, not even an empty one.
func (a *Authenticator) sameSecret(registered, presented string) bool {
	x, y := sha256.Sum256([]byte(registered)), sha256.Sum256([]byte(presented))
	return a.CompareSecrets(x[:], y[:]) == 1 && registered != ""
}
