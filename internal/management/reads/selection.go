package reads

import (
	"context"
	"fmt"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// maxFiltered and maxFilterLength bound the objects that one request lists by
	// their identifiers: in number, and in bytes of the URL.
	maxFiltered     = 50
	maxFilterLength = 4000
)

// Selection is the part of a kind's list that a filter of the service selects.
type Selection struct {
	Kind   Kind
	Filter url.Values
	// Partial says that the filter also leaves out properties, so that the objects
	// answer no later read.
	Partial bool
}

// ByIdentifiers returns as few selections of APIs as these identifiers need, or the
// selection of all APIs when there are no identifiers.
func ByIdentifiers(identifiers []string) []Selection {
	if len(identifiers) == 0 {
		return []Selection{{Kind: ResourceServers()}}
	}
	var selections []Selection
	for len(identifiers) > 0 {
		count := countFiltered(identifiers)
		selections = append(selections, Selection{Kind: ResourceServers(), Filter: url.Values{"identifiers": identifiers[:count]}})
		identifiers = identifiers[count:]
	}
	return selections
}

// countFiltered returns how many of the identifiers, in their order, one request can
// list by.
func countFiltered(identifiers []string) int {
	length, count := 0, 0
	for _, identifier := range identifiers[:min(len(identifiers), maxFiltered)] {
		if length += len("&identifiers=") + len(url.QueryEscape(identifier)); length > maxFilterLength && count > 0 {
			break
		}
		count++
	}
	return count
}

// selectionKey makes two readings of a list the same: the same filter, and no write
// between them that either of the callers may depend on.
type selectionKey struct {
	path   string
	writes uint64
}

// Select returns the objects of a selection, in the service's order, with a request
// for each 100. Callers that want the same at the same time share the requests.
func Select[T any](ctx context.Context, r *Reads, s Selection) ([]*T, error) {
	rd := r.reader(s.Kind)
	rd.mu.Lock()
	key := selectionKey{path: s.Kind.segment + "?" + s.Filter.Encode(), writes: rd.snapshot.counter}
	rd.mu.Unlock()
	objects, err := rd.shared(ctx, key, func(ctx context.Context) ([]Object, error) { return rd.readSelection(ctx, s) })
	if err != nil {
		return nil, err
	}
	out := make([]*T, len(objects))
	for i, o := range objects {
		out[i] = new(T)
		if err := o.Decode(out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shared reads a list, or joins a call that does.
func (rd *reader) shared(ctx context.Context, key selectionKey, read func(context.Context) ([]Object, error)) ([]Object, error) {
	objects, err := rd.reads.selections.Do(ctx, key, read)
	if err == nil {
		return objects, nil
	}
	if ctx.Err() != nil {
		err = fmt.Errorf("GET %s/%s: %w", rest.BasePath, rd.kind.segment, ctx.Err())
	}
	return nil, rest.Copy(err)
}

// All reads the whole list of a kind, for a caller that must not get an answer from
// memory, and remembers its objects for later reads.
func (r *Reads) All(ctx context.Context, k Kind) ([]Object, error) {
	return r.reader(k).readSelection(ctx, Selection{Kind: k})
}

// readSelection reads a selection, and remembers its objects for later reads.
func (rd *reader) readSelection(ctx context.Context, s Selection) ([]Object, error) {
	rd.mu.Lock()
	asked, read := rd.mark()
	rd.mu.Unlock()
	objects, err := rd.reads.readObjects(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, o := range objects {
		if err := o.check(); err != nil {
			return nil, err
		}
	}
	if s.Partial {
		return objects, nil
	}
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.learn(objects, asked, read, nil)
	return objects, nil
}

// readObjects reads a selection by the pagination that its kind has.
func (r *Reads) readObjects(ctx context.Context, s Selection) ([]Object, error) {
	if !s.Kind.byCursor {
		return r.listByNumber(ctx, s.Kind, s.Filter)
	}
	var objects []Object
	for o, err := range r.List(ctx, s.Kind, s.Filter) {
		if err != nil {
			return nil, err
		}
		objects = append(objects, o)
	}
	return objects, nil
}
