package oauth

import (
	"crypto/sha256"
	"sync"
	"time"
)

// revoked remembers access tokens that were taken back before they expired. An
// API that only verifies signatures does not learn of it; the tenant's own
// endpoints do. It lives as long as the process.
type revoked struct {
	mu     sync.Mutex
	hashes expiring[[sha256.Size]byte, struct{}]
}

func (r *revoked) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashes.forget()
}

func (r *revoked) add(accessToken string, until, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hashes.put(sha256.Sum256([]byte(accessToken)), struct{}{}, until, now)
}

func (r *revoked) has(accessToken string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, found := r.hashes.get(sha256.Sum256([]byte(accessToken)), now)
	return found
}
