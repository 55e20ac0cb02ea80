// Package token fetches access tokens from a tenant by the client credentials
// grant (RFC 6749, section 4.4), keeps them for as long as they live, and
// verifies them against the tenant's key set.
package token

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
)

// Credentials are what a client authenticates with: a secret, or a key that
// signs assertions. Neither prints.
type Credentials struct {
	ClientID string
	// ClientSecret is sent in the body, or, with BasicAuth, in the header.
	ClientSecret string
	// BasicAuth sends the secret by HTTP Basic (client_secret_basic; RFC 6749,
	// section 2.3.1) and not in the body (client_secret_post).
	BasicAuth bool
	// Assertion, if not nil, is used and not the secret (private_key_jwt).
	Assertion *AssertionKey
}

// String names the client and hides what it authenticates with.
func (c Credentials) String() string { return fmt.Sprintf("the credentials of client %q", c.ClientID) }

// GoString is String, for fmt's %#v.
func (c Credentials) GoString() string { return c.String() }

// Request says which token is wanted.
type Request struct {
	Credentials
	// Audience is the identifier of the API.
	Audience string
	// Scopes are the scopes to ask for, in any order. None asks for all that
	// were granted.
	Scopes []string
}

// String describes the request without its secrets.
func (r Request) String() string {
	return fmt.Sprintf("a token for client %q and audience %q with scopes %q", r.ClientID, r.Audience, r.Scopes)
}

// GoString is String, for fmt's %#v.
func (r Request) GoString() string { return r.String() }

// scopes is the canonical form of the wanted scopes: sorted, each once.
func (r Request) scopes() []string {
	return slices.Compact(slices.Sorted(slices.Values(r.Scopes)))
}

// requestKey identifies requests that the same token answers. It is a hash, so
// that the cache holds no second copy of the secret.
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
	for _, scope := range r.scopes() {
		add([]byte(scope))
	}
	return requestKey(hash.Sum(nil))
}

// Token is an access token and what the tenant said of it (RFC 6749, section
// 5.1). It is shared by those who asked for the same; do not change it.
type Token struct {
	AccessToken string
	TokenType   string
	// Scope is what was granted, separated by spaces; "" when the answer left
	// it out.
	Scope string
	// ExpiresIn is the lifetime in seconds from when the token was fetched: what
	// the answer said, or else the token itself; 0 when neither did.
	ExpiresIn int64
	// ExpiresAt is when it ends, counted from before the request was sent; the
	// zero time when ExpiresIn is 0.
	ExpiresAt time.Time

	// keptUntil is for how long a token of unknown lifetime is handed out; the
	// zero time when the lifetime is known.
	keptUntil time.Time
}

// String describes the token without printing it.
func (t Token) String() string {
	if t.ExpiresAt.IsZero() {
		return fmt.Sprintf("an access token with scope %q", t.Scope)
	}
	return fmt.Sprintf("an access token with scope %q that expires at %s", t.Scope, t.ExpiresAt.UTC().Format(time.RFC3339))
}

// GoString is String, for fmt's %#v.
func (t Token) GoString() string { return t.String() }

// maxMargin is how long before its end a token is no longer handed out, so
// that the request that it is for still arrives in time. A token of a short
// life gives up a tenth of it.
const maxMargin = 60 * time.Second

// usable reports whether the token has life enough left to be handed out.
func (t *Token) usable(now time.Time) bool {
	if !t.keptUntil.IsZero() {
		return now.Before(t.keptUntil)
	}
	margin := min(maxMargin, time.Duration(t.ExpiresIn)*time.Second/10)
	return t.ExpiresIn > 0 && now.Before(t.ExpiresAt.Add(-margin))
}
