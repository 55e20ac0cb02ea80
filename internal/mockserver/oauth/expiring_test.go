package oauth

import (
	"testing"
	"time"
)

// What expired is forgotten a minute later at most, if entries are still added.
func TestExpiredEntriesTakeNoMemory(t *testing.T) {
	t.Parallel()
	var m expiring[int, struct{}]
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for key := range 1000 { // one a second, each for 10 seconds
		m.put(key, struct{}{}, now.Add(10*time.Second), now)
		if limit := 60 + 10 + 2; len(m.entries) > limit {
			t.Fatalf("%d entries after %d seconds, want at most %d", len(m.entries), key, limit)
		}
		now = now.Add(time.Second)
	}
	if _, found := m.get(999, now); !found {
		t.Error("an entry that has not expired is gone")
	}
}
