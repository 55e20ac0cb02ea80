// Package token fetches access tokens from a tenant by the client credentials
// grant (RFC 6749, section 4.4), caches them until they expire, and verifies them
// against the tenant's key set.
package token

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Credentials are what a client authenticates with: a secret, or a key that signs
// assertions. Package fmt prints neither.
type Credentials struct {
	ClientID string
	// ClientSecret is sent in the body, or, with BasicAuth, in the header.
	ClientSecret string
	// BasicAuth sends the secret by HTTP Basic (client_secret_basic; RFC 6749,
	// section 2.3.1) and not in the body (client_secret_post).
	BasicAuth bool
	// Assertion, if not nil, is used instead of the secret (private_key_jwt).
	Assertion *AssertionKey
}

// String names the client and hides its secret.
func (c Credentials) String() string { return fmt.Sprintf("the credentials of client %q", c.ClientID) }

// GoString is String, for fmt's %#v.
func (c Credentials) GoString() string { return c.String() }

// Request describes the wanted token.
type Request struct {
	Credentials
	// Audience is the identifier of the API.
	Audience string
	// AudienceFrom names the environment variable that the audience comes from; it may
	// be "". Errors repeat it.
	AudienceFrom string
	// Scopes are the scopes to request, in any order. Without any, the tenant
	// issues all that were granted.
	Scopes []string
	// SubjectToken, if not empty, is an access token of a user, which the client exchanges
	// for the wanted token (RFC 8693): on behalf of that user, instead of for itself.
	SubjectToken string
	// Organization, if not empty, is the organization that the client acts for: its ID,
	// or its name where the tenant permits names.
	Organization string
	// Proof, if not nil, is the key that the token is to be bound to (DPoP, RFC 9449).
	Proof *ProofKey
}

// String describes the request without its secrets.
func (r Request) String() string {
	return fmt.Sprintf("a token for client %q and audience %q with scopes %q", r.ClientID, r.Audience, r.Scopes)
}

// GoString is String, for fmt's %#v.
func (r Request) GoString() string { return r.String() }

// scopes returns the canonical form of the requested scopes: sorted, without
// duplicates.
func (r Request) scopes() []string {
	return slices.Compact(slices.Sorted(slices.Values(r.Scopes)))
}

// requestKey identifies the requests that one token can serve. It is a hash, so
// that the cache has no second copy of the secret.
type requestKey [sha256.Size]byte

func (r Request) key() requestKey {
	hash := sha256.New()
	add := func(field []byte) {
		hash.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		hash.Write(field)
	}
	add([]byte(r.ClientID))
	add([]byte(r.ClientSecret))
	add(fmt.Append(nil, r.BasicAuth))
	add(r.Assertion.fingerprint())
	add([]byte(r.Audience))
	add([]byte(r.SubjectToken))
	add([]byte(r.Organization))
	add([]byte(r.Proof.Thumbprint()))
	for _, scope := range r.scopes() {
		add([]byte(scope))
	}
	return requestKey(hash.Sum(nil))
}

// Token is a token response (RFC 6749, section 5.1). Callers share it, and must not
// change it.
type Token struct {
	AccessToken string
	TokenType   string
	// Scope is what was granted, separated by spaces; "" if the response has no
	// scope.
	Scope string
	// ExpiresIn is the lifetime in seconds from when the token was fetched, as in
	// the response, or else in the token itself; 0 if neither has it.
	ExpiresIn int64
	// ExpiresAt is when the token expires, counted from when the request was
	// sent; the zero time if ExpiresIn is 0.
	ExpiresAt time.Time

	// keptUntil is until when a token of unknown lifetime is cached; the zero
	// time if the lifetime is known.
	keptUntil time.Time
}

// String describes the token, and hides it from fmt.
func (t Token) String() string {
	if t.ExpiresAt.IsZero() {
		return fmt.Sprintf("an access token with scope %q", t.Scope)
	}
	return fmt.Sprintf("an access token with scope %q that expires at %s", t.Scope, t.ExpiresAt.UTC().Format(time.RFC3339))
}

// GoString is String, for fmt's %#v.
func (t Token) GoString() string { return t.String() }

// maxMargin is how long before it expires a token is no longer handed out, so that
// the request that uses it arrives in time. For a token with a short lifetime it is
// a tenth of that.
const maxMargin = 60 * time.Second

// usable reports whether the token can be handed out; see maxMargin.
func (t *Token) usable(now time.Time) bool {
	if !t.keptUntil.IsZero() {
		return now.Before(t.keptUntil)
	}
	margin := min(maxMargin, time.Duration(t.ExpiresIn)*time.Second/10)
	return t.ExpiresIn > 0 && now.Before(t.ExpiresAt.Add(-margin))
}
