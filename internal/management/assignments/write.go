package assignments

import (
	"context"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// change is what one caller wants of a list. It may run again, when its group is
// written again in parts.
type change struct {
	// needsList says that edit depends on what the list has.
	needsList bool
	// edit returns what is to be added and removed. list has what the changes before it
	// in the group make of the service's list.
	edit func(list []Item) (add, remove []Item, err error)
}

// writer writes groups of changes of one list.
type writer struct {
	rest  *rest.Client
	lists *lists
}

// write makes the changes of a group, and returns an error or nil for each. Where the
// service refuses a group, each change is sent by itself, so that a refused change
// does not fail the others.
func (w *writer) write(ctx context.Context, l List, group []change, permit *pacing.Permit) []error {
	errs, err := w.together(ctx, l, group, permit)
	if err == nil {
		return errs
	}
	if len(group) == 1 || !refused(err) {
		for i := range errs {
			if errs[i] == nil {
				errs[i] = rest.Copy(err)
			}
		}
		return errs
	}
	for i, each := range group {
		if errs[i] != nil {
			continue
		}
		alone, err := w.together(ctx, l, []change{each}, nil)
		if errs[i] = alone[0]; errs[i] == nil {
			errs[i] = err
		}
	}
	return errs
}

// refused reports whether the service refused a request for what it says.
func refused(err error) bool {
	return rest.IsBadRequest(err) || rest.IsNotFound(err) || rest.IsConflict(err)
}

// together makes the changes in one request each for what is added and removed. errs
// are the errors of the changes that refused the list; err is that of a request.
func (w *writer) together(ctx context.Context, l List, group []change, permit *pacing.Permit) (errs []error, err error) {
	errs = make([]error, len(group))
	var list []Item
	if slices.ContainsFunc(group, func(c change) bool { return c.needsList }) {
		var known bool
		if list, known = w.lists.remembered(l); !known {
			permit.Unused()
			permit = nil // reading takes a permit of its own
			if list, err = w.lists.get(ctx, l); err != nil {
				return errs, err
			}
		}
	}
	var add, remove []Item
	for i, each := range group {
		adds, removes, err := each.edit(slices.Clone(list))
		if errs[i] = err; err != nil {
			continue
		}
		in := func(items []Item) func(Item) bool { return func(i Item) bool { return slices.Contains(items, i) } }
		add = append(slices.DeleteFunc(add, in(removes)), adds...)
		remove = append(slices.DeleteFunc(remove, in(adds)), removes...)
		list = append(slices.DeleteFunc(list, in(removes)), adds...)
	}
	done := w.lists.begin(l)
	for _, r := range append(w.requests(l, http.MethodPost, add), w.requests(l, http.MethodDelete, remove)...) {
		if err == nil {
			r.Permit, permit = permit, nil
			err = w.send(ctx, r)
		}
	}
	permit.Unused()
	done(add, remove, err)
	return errs, err
}

// request is a request with its body, before it is encoded.
type request struct {
	rest.Request
	body rest.Settings
}

// requests are those that add (POST) or remove (DELETE) the items.
func (w *writer) requests(l List, method string, items []Item) []request {
	var requests []request
	switch {
	case len(items) == 0:
	case !l.Kind.single:
		// Adding what is assigned and removing what is not succeed (recorded 2024).
		requests = []request{{rest.Request{Method: method, Path: l.path(), Idempotent: true}, l.Kind.body(items)}}
	case method == http.MethodDelete:
		for _, i := range items {
			requests = append(requests, request{Request: rest.Request{Method: method, Path: l.path() + rest.Path(i.Name)}})
		}
	default:
		for _, i := range items {
			requests = append(requests, request{rest.Request{Method: method, Path: l.path(), Lookup: w.lookup(l, i)}, rest.Settings{"grant_id": i.Name}})
		}
	}
	return requests
}

// lookup finds out whether an item was added whose answer was lost.
func (w *writer) lookup(l List, i Item) func(context.Context) ([]byte, error) {
	return func(ctx context.Context) ([]byte, error) {
		items, err := w.lists.read(ctx, l)
		if err != nil || !slices.Contains(items, i) {
			return nil, err
		}
		return []byte("{}"), nil
	}
}

func (w *writer) send(ctx context.Context, r request) error {
	err := w.rest.Exchange(ctx, r.Request, r.body, nil)
	if r.Method == http.MethodDelete && r.body == nil && rest.IsNotFound(err) {
		return nil
	}
	return err
}
