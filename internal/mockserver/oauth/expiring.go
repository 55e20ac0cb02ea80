package oauth

import "time"

// expiring is a map whose entries are forgotten once their time has come. It is
// not safe for concurrent use: who has one, has a mutex too.
type expiring[K comparable, V any] struct {
	entries   map[K]entry[V]
	nextSweep time.Time
}

type entry[V any] struct {
	value V
	until time.Time
}

// get is the value of an entry that has not expired.
func (e *expiring[K, V]) get(key K, now time.Time) (value V, ok bool) {
	found, ok := e.entries[key]
	if !ok || now.After(found.until) {
		return value, false
	}
	return found.value, true
}

// put adds or replaces an entry. Once a minute it forgets those that expired.
func (e *expiring[K, V]) put(key K, value V, until, now time.Time) {
	if e.entries == nil {
		e.entries = make(map[K]entry[V])
	}
	if now.After(e.nextSweep) {
		for key, old := range e.entries {
			if now.After(old.until) {
				delete(e.entries, key)
			}
		}
		e.nextSweep = now.Add(time.Minute)
	}
	e.entries[key] = entry[V]{value, until}
}

// forget removes all entries.
func (e *expiring[K, V]) forget() { *e = expiring[K, V]{} }
