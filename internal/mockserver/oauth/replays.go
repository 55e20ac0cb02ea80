package oauth

import (
	"sync"
	"time"
)

// replays remembers the ids of assertions until they expire, so that each is
// accepted once (RFC 7523, section 3, item 7). It lives as long as the process:
// another process on the same data file has its own.
type replays struct {
	mu        sync.Mutex
	seen      map[assertionID]time.Time // when it may be forgotten
	nextSweep time.Time
}

type assertionID struct{ clientID, id string }

func newReplays() *replays { return &replays{seen: make(map[assertionID]time.Time)} }

// first reports whether the id was not seen before, and remembers it until then.
func (r *replays) first(clientID, id string, until, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.After(r.nextSweep) {
		for old, forget := range r.seen {
			if now.After(forget) {
				delete(r.seen, old)
			}
		}
		r.nextSweep = now.Add(time.Minute)
	}
	key := assertionID{clientID, id}
	if forget, known := r.seen[key]; known && !now.After(forget) {
		return false
	}
	r.seen[key] = until
	return true
}
