// Package protected holds the protected resources of the mock tenant (RFC 6750),
// which accept access tokens: /userinfo, and a sample endpoint of each API.
package protected

import (
	"context"
	"net/http"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Options are what the resources work with. All are needed.
type Options struct {
	Store store.Store
	// Transient has the access tokens that were revoked.
	Transient transient.Store
	Keys      Keys
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// URL returns the absolute URL of a path of the tenant.
	URL   func(path string) string
	Users policy.Users
	Proof *dpop.Verifier
	// Reveal returns the signed token within an opaque one of the tenant.
	Reveal func(ctx context.Context, opaque string) (token string, ok bool, err error)
	Now    func() time.Time
}

// Resources accept and refuse access tokens. They are safe for concurrent use.
type Resources struct {
	Options
	Revoked Revoked
}

// New returns the resources of a tenant.
func New(options Options) *Resources {
	return &Resources{Options: options, Revoked: Revoked{options.Transient}}
}

// checkPossession compares a verified token with the proof that came with it
// (RFC 9449, section 7.1). required refuses a token that is not bound.
func (p *Resources) checkPossession(r *http.Request, presented presentedToken, token *verify.Token, required bool) error {
	bound := dpop.KeyOf(token)
	refuse := func(code, description string) error {
		return &challenge{status: http.StatusUnauthorized, code: code, description: description, scheme: dpop.Scheme}
	}
	switch {
	case bound == "" && required:
		return refuse("invalid_token", "the token is not bound to a key, which this API requires")
	case bound == "" && presented.scheme == dpop.Scheme:
		return refuse("invalid_token", "the token is not bound to a key: send it as a bearer token")
	case bound == "":
		return nil
	case presented.scheme != dpop.Scheme:
		return refuse("invalid_token", "the token is bound to a key: send it with the scheme DPoP and a proof")
	}
	proof, err := p.Proof.Proof(r, p.URL(r.URL.EscapedPath()), presented.raw)
	switch {
	case err != nil:
		return proofChallenge(err)
	case proof == "":
		return refuse("invalid_dpop_proof", "the request has no DPoP proof")
	case proof != bound:
		return refuse("invalid_token", "the token is bound to another key than that of the DPoP proof")
	}
	return nil
}
