// Package replay recognises signed statements that are presented a second time.
package replay

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Memory remembers the "jti" of assertions or proofs until these expire, so that each is
// accepted once (RFC 7523, section 3, item 7; RFC 9449, section 11.1), by whichever replica
// gets it first. It is safe for concurrent use.
type Memory struct {
	store   transient.Store
	purpose string
}

// New returns the memory for one purpose: an ID that was used for another counts as new.
func New(store transient.Store, purpose string) *Memory { return &Memory{store, purpose} }

// First reports whether the ID is new for this issuer, and remembers it until after expires.
func (m *Memory) First(ctx context.Context, issuer, id string, expires, now time.Time) (bool, error) {
	// The hash has the same length for any ID. NUL separates: no part but the last can have it.
	key := transient.Hashed(transient.KindUsed, m.purpose+"\x00"+issuer+"\x00"+id)
	// A statement is still accepted at the very time when it expires.
	return m.store.Insert(ctx, key, transient.Value{Expires: expires.Add(time.Second)}, now)
}
