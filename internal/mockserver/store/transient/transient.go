// Package transient stores what a tenant remembers for a limited time: authorization codes,
// ended sessions, revoked tokens, used assertions, counts. All processes that are one tenant
// must agree on it, so it is stored where they can: in memory for a single process, in
// PostgreSQL for replicas.
package transient

import (
	"context"
	"time"
)

// Store stores values that expire. It is safe for concurrent use, also by several processes.
// A value that has expired does not exist. Times are those of the tenant's clock, which can
// be moved; no operation uses the clock of the machine or of the database. A value expires at
// its time: it does not exist when now equals Expires.
//
// The data that an operation returns, or passes to a function, must not be changed. The data
// that is passed to an operation is copied.
//
// An operation that returned no error is durable where the store is: a restart of a process or
// of the database loses nothing. The errors are those of the database; see
// store.ErrUnavailable.
type Store interface {
	// Get returns the value of a key. found is false if it does not exist.
	Get(ctx context.Context, key Key, now time.Time) (value []byte, found bool, err error)
	// Insert stores a value until it expires, unless the key has a value. It reports whether it
	// stored the value.
	Insert(ctx context.Context, key Key, value Value, now time.Time) (inserted bool, err error)
	// Put stores a value until it expires, and replaces the value that the key has.
	Put(ctx context.Context, key Key, value Value, now time.Time) error
	// Update changes the values of some keys together; no other change of any of these keys
	// happens in between. fn gets the data of each key, nil where there is no value, and returns
	// the new values in the same order; a nil element leaves the key as it is. The data of a
	// value is not nil, even if it was stored as nil. If fn returns an
	// error, nothing is changed, and Update returns that error. fn must not block, and may be
	// called several times. Keys must differ from each other.
	Update(ctx context.Context, keys []Key, now time.Time, fn func(current [][]byte) (next []*Value, err error)) error
	// List returns the values of a kind in the order in which they were last stored.
	List(ctx context.Context, kind Kind, now time.Time) ([]Entry, error)
	// Delete deletes a value. It is not an error if it does not exist.
	Delete(ctx context.Context, key Key) error
	// Clear deletes all values of these kinds.
	Clear(ctx context.Context, kinds ...Kind) error
	// Close releases what the store uses.
	Close() error
}

// A Kind is a kind of values, such as authorization codes.
type Kind string

// A Key names a value within the tenant.
type Key struct {
	Kind Kind
	// ID is unique within the kind: UTF-8 without NUL. Where it is a secret, such as a code, it is stored as a hash:
	// see [Hashed].
	ID string
}

// A Value is what is stored under a key.
type Value struct {
	Data []byte
	// Suffix is the end of the data, for values that often end alike: a store in memory has
	// equal ones once. Operations return Data with the suffix.
	Suffix string
	// Expires is when the value ceases to exist. The zero time means never.
	Expires time.Time
	// Relaxed allows a crash of the database to lose the write. It is for counts that are
	// written often and decide nothing that matters after a crash.
	Relaxed bool
}

// Bytes returns the data with its suffix. It is not nil.
func (v Value) Bytes() []byte {
	if v.Data != nil && v.Suffix == "" {
		return v.Data
	}
	return append(append(make([]byte, 0, len(v.Data)+len(v.Suffix)), v.Data...), v.Suffix...)
}

// An Entry is a value of a [Store.List].
type Entry struct {
	ID   string
	Data []byte
}
