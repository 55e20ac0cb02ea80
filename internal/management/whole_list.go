package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// wholeKey is what makes two readings of a whole list the same: a kind, and no
// write between them that either of the callers may depend on.
type wholeKey struct {
	path   string
	writes uint64
}

// object is one object of a list, in the service's form.
type object struct {
	identity
	raw json.RawMessage
}

// object is an entry of the kind's list; one without an ID is an error.
func (k kind) object(raw json.RawMessage) (object, error) {
	who, known := k.identify(raw)
	if !known {
		return object{}, malformedError{fmt.Errorf("GET %s/%s: the answer is not what the service answers (check the domain): an entry of the list: %w", basePath, k.path, errNoID)}
	}
	return object{who, raw}, nil
}

// decode reads the object into a value of the caller's own.
func (o object) decode(k kind, out any) error {
	return request{method: http.MethodGet, path: escaped(k.path)}.decode(o.raw, out)
}

// named returns the objects that have exactly this name, in the service's
// order. Where the whole list was read lately, what it says exists serves;
// nothing found is not taken from memory. Callers at the same time share.
func (rd *reader) named(ctx context.Context, name string) ([]object, error) {
	rd.mu.Lock()
	var found []object
	if rd.wholeKnown() {
		for _, e := range rd.snapshot.named(name) {
			found = append(found, object{e.identity, e.raw})
		}
	}
	key := wholeKey{path: rd.kind.path, writes: rd.snapshot.counter}
	rd.mu.Unlock()
	if len(found) > 0 {
		rd.client.stats.savedReads(1)
		return found, nil
	}
	all, err := rd.client.whole.Do(ctx, key, rd.readAll)
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("GET %s/%s: %w", basePath, rd.kind.path, ctx.Err())
		}
		return nil, ownCopy(err)
	}
	for _, o := range all {
		if o.name == name {
			found = append(found, o)
		}
	}
	return found, nil
}

// wholeKnown tells whether the whole list was read within maxAge.
func (rd *reader) wholeKnown() bool {
	now := rd.client.options.Now()
	return !rd.whole.IsZero() && now.Sub(rd.whole) <= maxAge || rd.listing.complete && !rd.listing.expired(now)
}

// readAll reads the whole list.
func (rd *reader) readAll(ctx context.Context) ([]object, error) {
	read := rd.client.options.Now()
	all, err := rd.readSelection(ctx, selection{kind: rd.kind})
	if err != nil {
		return nil, err
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.whole = read
	return all, nil
}
