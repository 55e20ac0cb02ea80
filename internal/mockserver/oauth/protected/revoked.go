package protected

import (
	"crypto/sha256"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/expiring"
)

// revoked remembers access tokens that were revoked before they expire. An API
// that only verifies signatures does not learn of it; the tenant's own endpoints
// do. It lives as long as the process.
type revoked struct {
	hashes expiring.Map[[sha256.Size]byte, struct{}]
}

// Clear forgets all of them.
func (r *revoked) Clear() { r.hashes.Clear() }

// Add revokes a token that expires at that time.
func (r *revoked) Add(accessToken string, expires, now time.Time) {
	r.hashes.Put(sha256.Sum256([]byte(accessToken)), struct{}{}, expires, now)
}

// Has reports whether the token was revoked.
func (r *revoked) Has(accessToken string, now time.Time) bool {
	_, found := r.hashes.Get(sha256.Sum256([]byte(accessToken)), now)
	return found
}
