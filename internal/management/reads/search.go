package reads

import (
	"context"
)

// Named returns the objects that have exactly this name, in the service's order.
// Objects known from a recent read of the whole list are found there, but an
// object's absence is never concluded from memory. Concurrent callers share the
// requests.
func (r *Reads) Named(ctx context.Context, k Kind, name string) ([]Object, error) {
	rd := r.reader(k)
	rd.mu.Lock()
	var found []Object
	if rd.allKnown() {
		for _, e := range rd.snapshot.named(name) {
			found = append(found, e.Object)
		}
	}
	key := selectionKey{path: rd.kind.segment, writes: rd.snapshot.counter}
	rd.mu.Unlock()
	if len(found) > 0 {
		r.rest.CountSavedReads(1)
		return found, nil
	}
	all, err := rd.shared(ctx, key, rd.readAll)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		if o.Name == name {
			found = append(found, o)
		}
	}
	return found, nil
}

// allKnown reports whether the whole list was read within maxAge.
func (rd *reader) allKnown() bool {
	now := rd.reads.now()
	return !rd.searched.IsZero() && now.Sub(rd.searched) <= maxAge || rd.listing.complete && !rd.listing.expired(now)
}

// readAll reads the whole list.
func (rd *reader) readAll(ctx context.Context) ([]Object, error) {
	began := rd.reads.now()
	all, err := rd.readSelection(ctx, Selection{Kind: rd.kind})
	if err != nil {
		return nil, err
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.searched = began
	return all, nil
}
