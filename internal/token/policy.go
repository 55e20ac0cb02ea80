package token

import (
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// verifyLeeway is how far the clocks of the tenant and of this machine may differ.
const verifyLeeway = time.Minute

// KeyKind is the kind of key that verifies an access token. The algorithms of the
// two kinds are disjoint, so that a public key is never used as a shared secret
// (RFC 8725, section 3.1).
type KeyKind int

const (
	// PublishedKeys are the RSA keys of the tenant's JWKS: RS256, RS512, PS256.
	PublishedKeys KeyKind = iota
	// SharedSecret is the signing secret of one API: HS256.
	SharedSecret
)

// AccessTokenPolicy returns what an access token of a tenant must satisfy. issuer
// is the tenant's, with the slash at its end. now is the clock; the token's dates
// may differ from it by a minute.
func AccessTokenPolicy(issuer, audience string, kind KeyKind, now func() time.Time) verify.Policy {
	algorithms := []jose.SignatureAlgorithm{jose.RS256, jose.RS512, jose.PS256}
	if kind == SharedSecret {
		algorithms = []jose.SignatureAlgorithm{jose.HS256}
	}
	return verify.Policy{Issuer: issuer, Audience: audience, Algorithms: algorithms, Leeway: verifyLeeway, Now: now}
}
