package store

import (
	"context"
	"fmt"
)

// Limits limit what a tenant stores. 0 means no limit.
type Limits struct {
	// Bytes limits the size of the tenant; see [Reader].Bytes.
	Bytes int64
	// Objects limits the number of its objects.
	Objects int
}

// LimitError is the error of an update that [Limits] refuse. Its text is a sentence.
type LimitError struct {
	What        string
	Want, Limit int64
	Option      string
}

// Error implements error.
func (e *LimitError) Error() string {
	return fmt.Sprintf("The tenant would have %d %s, and %s allows %d: delete objects, or start the mock server with a higher limit.", e.Want, e.What, e.Option, e.Limit)
}

// Limit returns a store whose updates fail with a [*LimitError] if they exceed a limit. A
// tenant that exceeds it already can still shrink.
func Limit(st Store, limits Limits) Store {
	if limits == (Limits{}) {
		return st
	}
	return &limited{st, limits}
}

type limited struct {
	Store
	limits Limits
}

// Update implements Store.
func (l *limited) Update(ctx context.Context, fn func(Writer) error) error {
	return l.Store.Update(ctx, func(tx Writer) error {
		bytes, objects := tx.Bytes(), tx.Objects()
		if err := fn(tx); err != nil {
			return err
		}
		if after := tx.Bytes(); l.limits.Bytes > 0 && after > l.limits.Bytes && after > bytes {
			return &LimitError{What: "bytes of objects", Want: after, Limit: l.limits.Bytes, Option: "--max-tenant-size"}
		}
		if after := tx.Objects(); l.limits.Objects > 0 && after > l.limits.Objects && after > objects {
			return &LimitError{What: "objects", Want: int64(after), Limit: int64(l.limits.Objects), Option: "--max-objects"}
		}
		return nil
	})
}
