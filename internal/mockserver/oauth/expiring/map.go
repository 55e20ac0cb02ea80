// Package expiring holds the mock's memory of what is valid for a limited time.
package expiring

import (
	"sync"
	"time"
)

// sweepInterval is how often [Map.Put] removes the entries that have expired.
const sweepInterval = time.Minute

// Map is a map whose entries expire. It is safe for concurrent use; the zero
// value is empty.
type Map[K comparable, V any] struct {
	mu        sync.Mutex
	entries   map[K]entry[V]
	nextSweep time.Time
}

type entry[V any] struct {
	value   V
	expires time.Time
}

// Get returns the value of an entry that has not expired.
func (m *Map[K, V]) Get(key K, now time.Time) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.get(key, now)
}

func (m *Map[K, V]) get(key K, now time.Time) (value V, ok bool) {
	found, ok := m.entries[key]
	if !ok || now.After(found.expires) {
		return value, false
	}
	return found.value, true
}

// Put adds or replaces an entry, which is valid until expires.
func (m *Map[K, V]) Put(key K, value V, expires, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, value, expires, now)
}

func (m *Map[K, V]) put(key K, value V, expires, now time.Time) {
	if m.entries == nil {
		m.entries = make(map[K]entry[V])
	}
	if now.After(m.nextSweep) {
		for key, old := range m.entries {
			if now.After(old.expires) {
				delete(m.entries, key)
			}
		}
		m.nextSweep = now.Add(sweepInterval)
	}
	m.entries[key] = entry[V]{value, expires}
}

// PutNew adds an entry unless there is one of that key that has not expired. It
// reports whether it added the entry.
func (m *Map[K, V]) PutNew(key K, value V, expires, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, exists := m.get(key, now); exists {
		return false
	}
	m.put(key, value, expires, now)
	return true
}

// Delete removes an entry.
func (m *Map[K, V]) Delete(key K) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.entries, key)
}

// Clear removes all entries.
func (m *Map[K, V]) Clear() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries, m.nextSweep = nil, time.Time{}
}
