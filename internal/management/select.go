package management

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
)

// selection is the part of a kind's list that a filter of the service's lets
// through.
type selection struct {
	kind   kind
	filter url.Values
	// partial tells that the filter also leaves out properties, so that the
	// objects answer no later read.
	partial bool
}

// read reads the selection by the pagination that the kind has.
func (s selection) read(ctx context.Context, c *Client) ([]json.RawMessage, error) {
	if !s.kind.checkpoint {
		return listByNumber(ctx, c, s.kind, s.filter)
	}
	var objects []json.RawMessage
	for raw, err := range list(ctx, c, s.kind, s.filter) {
		if err != nil {
			return nil, err
		}
		objects = append(objects, raw)
	}
	return objects, nil
}

// selected returns the objects of a selection, in the service's order: a
// request for each 100. Callers that want the same at the same time share.
func selected[T any](ctx context.Context, c *Client, s selection) ([]*T, error) {
	rd := c.readers[s.kind.path]
	rd.mu.Lock()
	key := wholeKey{path: s.kind.path + "?" + s.filter.Encode(), writes: rd.snapshot.counter}
	rd.mu.Unlock()
	objects, err := c.whole.Do(ctx, key, func(ctx context.Context) ([]object, error) { return rd.readSelection(ctx, s) })
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("GET %s/%s: %w", basePath, s.kind.path, ctx.Err())
		}
		return nil, ownCopy(err)
	}
	out := make([]*T, len(objects))
	for i, o := range objects {
		out[i] = new(T)
		if err := o.decode(s.kind, out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// readSelection reads a selection, and remembers its objects for later reads.
func (rd *reader) readSelection(ctx context.Context, s selection) ([]object, error) {
	rd.mu.Lock()
	asked, read := rd.asking()
	rd.mu.Unlock()
	raws, err := s.read(ctx, rd.client)
	if err != nil {
		return nil, err
	}
	objects := make([]object, len(raws))
	for i, raw := range raws {
		if objects[i], err = rd.kind.object(raw); err != nil {
			return nil, err
		}
	}
	if s.partial {
		return objects, nil
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	for _, o := range objects {
		rd.snapshot.put(o.identity, o.raw, asked, read, nil)
	}
	return objects, nil
}
