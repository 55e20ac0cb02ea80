// Package authcode keeps the authorization codes of the mock tenant (RFC 6749,
// section 4.1) and what they are bound to.
package authcode

import (
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

const (
	// Lifetime is how long a code may be exchanged: long enough to do it by hand,
	// and within the 10 minutes of RFC 6749, section 4.1.2.
	Lifetime = 2 * time.Minute
	// memory is how long after it was made the second use of a code is noticed.
	memory = time.Hour
)

// Code is what an authorization code is bound to. Of the client, the API and the organization
// of a stored code, only the ID and the identifier are known: what else they are is read when
// the code is redeemed.
type Code struct {
	policy.Delegation
	// RedirectURI is that of the request. RedirectURISent says that the client
	// sent it, so that it must send it again (RFC 6749, section 4.1.3).
	RedirectURI     string
	RedirectURISent bool
	// Challenge is that of PKCE.
	Challenge Challenge
	// Expires is when the code can no longer be exchanged.
	Expires time.Time
}

// Issued is what a code was exchanged for.
type Issued struct {
	// AccessToken identifies the access token without being one: see protected.RevocationID.
	AccessToken string `json:"access_token,omitempty"`
	// Expires is when the access token does.
	Expires time.Time `json:"expires,omitzero"`
	// RefreshFamily is the ID of the refresh token's family, or empty.
	RefreshFamily string `json:"refresh_family,omitempty"`
}

// ReusedError refuses a code that was used before. Who used it first had no right
// to it or lost it, so that what it was exchanged for must be revoked (RFC 6749,
// section 4.1.2).
type ReusedError struct{ Issued Issued }

// Error implements error.
func (e *ReusedError) Error() string { return "the authorization code was used before" }

// Unwrap returns the answer to the client.
func (e *ReusedError) Unwrap() error { return invalid() }

// invalid is the service's text for an unknown code (recorded 2023). That a code
// that was used or has expired gets the same text is inferred (facts 4.5).
func invalid() error { return protocol.InvalidGrant("Invalid authorization code") }
