// Package management serves the Management API of a mock tenant, /api/v2/:
// resource servers (APIs), client grants, clients, their credentials, and
// signing keys, with the semantics, defaults and errors of the service.
//
// Each object has a package of its own, which knows no other object. They share
// package endpoint, which answers a request in this order: bearer token, scope
// of the token, form of query and body (package schema), and then the rules of
// the object in one transaction of the store. The rate limit comes before all.
package management

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/eventlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/signingkey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Prefix is the path that everything here is below.
const Prefix = endpoint.Prefix

// SigningKeys are the tenant's keys; keys.Ring is one.
type SigningKeys interface {
	signingkey.Keys
	// JWKS are the public keys that verify bearer tokens.
	JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
}

// Deps are what the handler works with. All but the last four are
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
	// Documents fetches the metadata documents of clients.
	Documents clientdocument.Fetcher
	// RateLimit decides which requests are refused with 429. Nil refuses none.
	RateLimit RateLimit
	// TokensFrom is when the oldest bearer token that is still good was issued:
	// older ones count as expired. Nil, or a zero time, expires none early.
	TokensFrom func() time.Time
	// Events is the log of the writes. Nil means a log of this handler alone.
	Events *eventlog.Log
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
	if deps.Events == nil {
		deps.Events = eventlog.New(transient.NewMemory(), deps.Now)
	}
	server := &endpoint.Server{
		Issuer: deps.Issuer, Schemas: deps.Schemas, Now: deps.Now, JWKS: deps.Keys.JWKS, TokensFrom: deps.TokensFrom,
		Wrote: func(w endpoint.Write) {
			// The write was committed, so that a failure of the log must not look as if it were not.
			_ = deps.Events.Add(w.HTTP.Context(), w, deps.Now())
		},
	}
	tenant := endpoint.Tenant{Store: deps.Store, Issuer: deps.Issuer, Now: deps.Now, Random: deps.Random}
	return Limited(deps.RateLimit, routes(server, operations(tenant, deps.Keys, &deps.Documents, deps.Events)))
}

// Audience is the identifier of the Management API of the tenant with that
// issuer (a URL with a slash at its end).
func Audience(issuer string) string { return endpoint.Audience(issuer) }

// WriteError answers in the shape of the service's errors. code is left out when
// it is empty.
func WriteError(w http.ResponseWriter, status int, code, message string) {
	endpoint.WriteError(w, endpoint.Refuse(status, code, "%s", message))
}

// IsUnavailable reports whether err says that the database that stores the tenant is
// unavailable.
func IsUnavailable(err error) bool { return errors.Is(err, store.ErrUnavailable) }

// WriteFailure responds to a request that failed in the mock itself: with 503 if the database
// that stores the tenant is unavailable, and otherwise with 500.
func WriteFailure(w http.ResponseWriter, err error) { endpoint.WriteError(w, endpoint.AsError(err)) }
