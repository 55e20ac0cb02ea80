// Package management serves the Management API of a mock tenant, /api/v2/:
// resource servers (APIs), client grants, clients and signing keys, with the
// semantics, defaults and errors of the service.
//
// A request is answered in this order: rate limit, bearer token, scope of the
// token, form of query and body (package schema), and then the rules of the
// object in one transaction of the store.
package management

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Prefix is the path that everything here is below.
const Prefix = "/api/v2/"

// SigningKeys are the tenant's keys; keys.Ring is one.
type SigningKeys interface {
	// JWKS are the public keys that verify bearer tokens.
	JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
	List(ctx context.Context) ([]keys.Info, error)
	Get(ctx context.Context, kid string) (keys.Info, error)
	Rotate(ctx context.Context) (keys.Info, error)
	Revoke(ctx context.Context, kid string) (keys.Info, error)
}

// Deps are what the handler works with. All but RateLimit and TokensFrom are
// needed.
type Deps struct {
	Store store.Store
	Keys  SigningKeys
	// Issuer is the tenant's URL with a slash at its end. The audience of
	// bearer tokens is Issuer + "api/v2/".
	Issuer string
	// Schemas describe bodies and queries.
	Schemas *schema.Schemas
	Now     func() time.Time
	// Random makes ids and secrets. It must be safe for use by many goroutines.
	Random io.Reader
	// RateLimit decides which requests are refused with 429. Nil refuses none.
	RateLimit RateLimit
	// TokensFrom is when the oldest bearer token that is still good was issued:
	// older ones count as expired. Nil, or a zero time, expires none early.
	TokensFrom func() time.Time
}

type api struct {
	Deps
	verified verifiedTokens
}

// New makes the handler of everything below Prefix. Object paths take an id, or
// where the service allows it a percent-encoded identifier.
func New(deps Deps) http.Handler {
	if deps.RateLimit == nil {
		deps.RateLimit = generous{now: deps.Now}
	}
	if deps.TokensFrom == nil {
		deps.TokensFrom = func() time.Time { return time.Time{} }
	}
	a := &api{Deps: deps}
	return Limited(deps.RateLimit, a.routes())
}

// audience is the identifier of the Management API itself.
func (a *api) audience() string { return Audience(a.Issuer) }

// Audience is the identifier of the Management API of the tenant with that
// issuer (a URL with a slash at its end).
func Audience(issuer string) string { return issuer + "api/v2/" }
