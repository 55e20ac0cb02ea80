// Package replay recognises signed statements that are presented a second time.
package replay

import (
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/expiring"
)

// Memory remembers the "jti" of assertions and proofs until these expire, so
// that each is accepted once (RFC 7523, section 3, item 7; RFC 9449, section
// 11.1). It lives as long as the process: another process on the same data file
// has its own. The zero value is ready for use, also concurrently.
type Memory struct {
	used expiring.Map[statement, struct{}]
}

type statement struct{ issuer, id string }

// First reports whether the id is new for this issuer, and remembers it until
// expires.
func (m *Memory) First(issuer, id string, expires, now time.Time) bool {
	return m.used.PutNew(statement{issuer, id}, struct{}{}, expires, now)
}

// Clear forgets all ids.
func (m *Memory) Clear() { m.used.Clear() }
