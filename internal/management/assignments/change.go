package assignments

import (
	"context"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// ForeignError says that a list was not replaced, because it has items that the caller
// does not know and would remove.
type ForeignError struct {
	// Items are the texts of these items.
	Items []string
}

// Error names the items.
func (e *ForeignError) Error() string {
	return "there are assignments that are not known here: " + strings.Join(e.Items, ", ")
}

// Delete removes items. It succeeds when the list has none of them, and when there is
// no such role or user. owner is the text of the resource's private state; kept are the
// items that stay, because this run assigned them or took them over for another
// resource.
func (a *Assignments) Delete(ctx context.Context, l List, owner string, items ...Item) (kept []Item, err error) {
	var held []Item
	err = a.queues.submit(ctx, l, change{edit: func([]Item) (add, remove []Item, err error) {
		held = nil
		for _, i := range items {
			if a.holdings.HeldForOther(l.object(i), owner) {
				held = append(held, i)
				continue
			}
			a.holdings.Forget(l.object(i))
			remove = append(remove, i)
		}
		return nil, remove, nil
	}})
	switch {
	case rest.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, err // the change may still run, and with it the writes to held
	}
	return held, nil
}

// Replace makes items the whole list. known are the items of the resource's state. When
// the list has items that are in neither, or that this run assigned for another
// resource, nothing is written and the error is a *ForeignError. A
// *holdings.ExistsError reports an item that the list gains and that another resource
// of this run manages.
func (a *Assignments) Replace(ctx context.Context, l List, owner string, items, known []Item) error {
	return a.queues.submit(ctx, l, change{needsList: true, edit: func(list []Item) (add, remove []Item, err error) {
		var foreign []Item
		for _, i := range list {
			if slices.Contains(items, i) {
				continue
			}
			if !slices.Contains(known, i) || a.holdings.HeldForOther(l.object(i), owner) {
				foreign = append(foreign, i)
			}
			remove = append(remove, i)
		}
		if len(foreign) > 0 {
			return nil, nil, &ForeignError{Items: texts(foreign)}
		}
		for _, i := range items {
			o := l.object(i)
			if _, ok := a.holdings.Claim(o, owner); !ok && !slices.Contains(known, i) {
				return nil, nil, &holdings.ExistsError{ID: o.ID, Held: true}
			}
			if !slices.Contains(list, i) {
				add = append(add, i)
			}
		}
		return add, remove, nil
	}})
}
