// Package authcode keeps the authorization codes of the mock tenant (RFC 6749,
// section 4.1) and what they are bound to.
package authcode

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/expiring"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
)

const (
	// Lifetime is how long a code may be exchanged: long enough to do it by hand,
	// and within the 10 minutes of RFC 6749, section 4.1.2.
	Lifetime = 2 * time.Minute
	// memory is how long after its making the second use of a code is noticed.
	memory = time.Hour
)

// Code is an authorization code and all that it is bound to.
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

	used, reused bool
	issued       Issued
}

// Issued is what a code was exchanged for.
type Issued struct {
	AccessToken string
	// Expires is when the access token does.
	Expires time.Time
	// RefreshFamily is the id of the refresh token's family, or empty.
	RefreshFamily string
}

// ReusedError refuses a code that was used before. Who used it first had no right
// to it or lost it, so that what it was exchanged for must be revoked (RFC 6749,
// section 4.1.2).
type ReusedError struct{ Issued Issued }

// Error implements error.
func (e *ReusedError) Error() string { return "the authorization code was used before" }

// Unwrap returns the answer to the client.
func (e *ReusedError) Unwrap() error { return invalid() }

// maxBytes bounds what all codes take, as [Code.bytes] estimates it. Beyond it the
// oldest codes are dropped, and unknown from then on.
const maxBytes = 16 << 20

// overhead is what a code takes beside its texts, in bytes: the structs, the map
// entry, the value itself.
const overhead = 1 << 10

// Codes are the codes of this process; those of another process are unknown
// here. The zero value is empty; it is safe for concurrent use.
type Codes struct {
	codes expiring.Map[string, *Code]
	// mu guards the state of each code, and what is below.
	mu sync.Mutex
	// queue has the codes in the order in which they were added, also those that
	// have expired; bytes is the sum of their sizes.
	queue []queued
	bytes int
}

type queued struct {
	value string
	bytes int
}

// Clear forgets all codes.
func (c *Codes) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.codes.Clear()
	c.queue, c.bytes = nil, 0
}

// Add stores a new code under its value.
func (c *Codes) Add(value string, code *Code, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code.detach()
	added := queued{value, code.bytes()}
	c.queue, c.bytes = append(c.queue, added), c.bytes+added.bytes
	for c.bytes > maxBytes {
		oldest := c.queue[0]
		c.codes.Delete(oldest.value)
		c.queue, c.bytes = c.queue[1:], c.bytes-oldest.bytes
	}
	c.codes.Put(value, code, now.Add(memory), now)
}

// detach copies the texts, which are parts of the request's query and would keep
// all of it in memory.
func (c *Code) detach() {
	c.Nonce, c.RedirectURI, c.Challenge.Value = strings.Clone(c.Nonce), strings.Clone(c.RedirectURI), strings.Clone(c.Challenge.Value)
	c.Scopes = slices.Clone(c.Scopes)
	for i, scope := range c.Scopes {
		c.Scopes[i] = strings.Clone(scope)
	}
}

// bytes estimates what the code takes.
func (c *Code) bytes() int {
	size := overhead + len(c.Nonce) + len(c.RedirectURI)
	for _, scope := range c.Scopes {
		size += len(scope)
	}
	return size
}

// Redeem uses up the code, unless check refuses the request. The error for a code
// that was used before is a [ReusedError].
func (c *Codes) Redeem(value string, now time.Time, check func(*Code) error) (*Code, error) {
	code, found := c.codes.Get(value, now)
	if !found {
		return nil, invalid()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := check(code); err != nil {
		return nil, err
	}
	if code.used {
		code.reused = true
		return nil, &ReusedError{code.issued}
	}
	if !now.Before(code.Expires) {
		return nil, invalid()
	}
	code.used = true
	return code, nil
}

// Record notes what a redeemed code was exchanged for. The error is a
// [ReusedError] when the code was presented again meanwhile, so that the tokens
// must not be handed out.
func (c *Codes) Record(code *Code, issued Issued) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	code.issued = issued
	if code.reused {
		return &ReusedError{issued}
	}
	return nil
}

// invalid is the service's text for an unknown code (recorded 2023). That a code
// that was used or has expired gets the same text is inferred (facts 4.5).
func invalid() error { return protocol.InvalidGrant("Invalid authorization code") }
