package transient

import (
	"bytes"
	"container/list"
	"context"
	"sync"
	"time"
	"unique"
)

const (
	// sweepInterval is how often the expired values of a kind are removed.
	sweepInterval = time.Minute
	// maxCodeBytes bounds what authorization codes take in memory. Anybody can have one made.
	// Beyond it the oldest codes are dropped.
	maxCodeBytes = 16 << 20
	// overhead is what a value takes besides its ID and data, in bytes: the entry, its list
	// element and its place in the map.
	overhead = 256
)

// NewMemory returns an empty store in the memory of this process. It lives as long as the
// process. Several servers in the process can share it.
func NewMemory() Store { return &memory{kinds: map[Kind]*table{}} }

type memory struct {
	mu    sync.RWMutex
	kinds map[Kind]*table
}

// A table has the values of a kind.
type table struct {
	entries map[string]*list.Element // of *entry
	// order has the entries in the order in which they were last stored.
	order     *list.List
	bytes     int
	maxBytes  int // 0 means no limit
	nextSweep time.Time
}

type entry struct {
	id   string
	data []byte
	// suffix is shared by all tenants of the process. The zero handle is an empty suffix.
	suffix  unique.Handle[string]
	expires time.Time
}

// whole returns the data with its suffix. It is not nil.
func (e *entry) whole() []byte {
	if e.suffix == (unique.Handle[string]{}) {
		return e.data
	}
	return Value{Data: e.data, Suffix: e.suffix.Value()}.Bytes()
}

func (e *entry) expired(now time.Time) bool { return !e.expires.IsZero() && !now.Before(e.expires) }

func (e *entry) bytes() int { return overhead + len(e.id) + len(e.data) }

func (m *memory) Get(ctx context.Context, key Key, now time.Time) (value []byte, found bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	value = m.get(key, now)
	return value, value != nil, nil
}

func (m *memory) Insert(ctx context.Context, key Key, value Value, now time.Time) (inserted bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.get(key, now) != nil {
		return false, nil
	}
	m.put(key, value, now)
	return true, nil
}

func (m *memory) Put(ctx context.Context, key Key, value Value, now time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, value, now)
	return nil
}

func (m *memory) Update(ctx context.Context, keys []Key, now time.Time, fn func(current [][]byte) (next []*Value, err error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	current := make([][]byte, len(keys))
	for i, key := range keys {
		current[i] = m.get(key, now)
	}
	next, err := fn(current)
	if err != nil {
		return err
	}
	for i, value := range next {
		if value != nil {
			m.put(keys[i], *value, now)
		}
	}
	return nil
}

func (m *memory) List(ctx context.Context, kind Kind, now time.Time) ([]Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	t := m.kinds[kind]
	if t == nil {
		return nil, nil
	}
	entries := make([]Entry, 0, t.order.Len())
	for element := t.order.Front(); element != nil; element = element.Next() {
		if e := entryOf(element); !e.expired(now) {
			entries = append(entries, Entry{ID: e.id, Data: e.whole()})
		}
	}
	return entries, nil
}

func (m *memory) Delete(ctx context.Context, key Key) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if t := m.kinds[key.Kind]; t != nil {
		t.remove(t.entries[key.ID])
	}
	return nil
}

func (m *memory) Clear(ctx context.Context, kinds ...Kind) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, kind := range kinds {
		delete(m.kinds, kind)
	}
	return nil
}

func (*memory) Close() error { return nil }

// get returns the data of a value, which is not nil; nil if there is no value.
func (m *memory) get(key Key, now time.Time) []byte {
	t := m.kinds[key.Kind]
	if t == nil {
		return nil
	}
	element, found := t.entries[key.ID]
	if !found || entryOf(element).expired(now) {
		return nil
	}
	return entryOf(element).whole()
}

func (m *memory) put(key Key, value Value, now time.Time) {
	t := m.kinds[key.Kind]
	if t == nil {
		t = &table{entries: map[string]*list.Element{}, order: list.New()}
		if key.Kind == KindCode {
			t.maxBytes = maxCodeBytes
		}
		m.kinds[key.Kind] = t
	}
	t.sweep(now)
	t.remove(t.entries[key.ID])
	// The data is copied so that it does not keep a request's body in memory.
	e := &entry{id: key.ID, data: bytes.Clone(value.Data), expires: value.Expires}
	if e.data == nil {
		e.data = []byte{}
	}
	if value.Suffix != "" {
		e.suffix = unique.Make(value.Suffix)
	}
	t.entries[e.id] = t.order.PushBack(e)
	t.bytes += e.bytes()
	for t.maxBytes > 0 && t.bytes > t.maxBytes {
		t.remove(t.order.Front())
	}
}

// sweep removes the values that have expired, unless it did so less than a minute ago.
func (t *table) sweep(now time.Time) {
	if now.Before(t.nextSweep) && !now.Before(t.nextSweep.Add(-sweepInterval)) {
		return
	}
	t.nextSweep = now.Add(sweepInterval)
	for element := t.order.Front(); element != nil; {
		next := element.Next()
		if entryOf(element).expired(now) {
			t.remove(element)
		}
		element = next
	}
}

// remove removes an element; nil removes nothing.
func (t *table) remove(element *list.Element) {
	if element == nil {
		return
	}
	e := entryOf(element)
	t.order.Remove(element)
	delete(t.entries, e.id)
	t.bytes -= e.bytes()
}

func entryOf(element *list.Element) *entry {
	e, _ := element.Value.(*entry)
	return e
}
