package oauth

import (
	"sync"
	"time"
)

// replays remembers the ids of assertions until they expire, so that each is
// accepted once (RFC 7523, section 3, item 7). It lives as long as the process:
// another process on the same data file has its own.
type replays struct {
	mu   sync.Mutex
	seen expiring[assertionID, struct{}]
}

type assertionID struct{ issuer, id string }

func (r *replays) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen.forget()
}

// first reports whether the id was not seen before, and remembers it until then.
func (r *replays) first(issuer, id string, until, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := assertionID{issuer, id}
	if _, known := r.seen.get(key, now); known {
		return false
	}
	r.seen.put(key, struct{}{}, until, now)
	return true
}
