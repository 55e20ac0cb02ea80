package assignments

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// create is the create of one item, or of a whole list.
type create struct {
	*Assignments
	list  List
	items []Item
	// whole says that the items are to be the whole list.
	whole bool

	owner string
	// interrupted is the same create of a process that was killed, or nil.
	interrupted *journal.Interrupted
	// added is set once the items were sent: when the group is written again, the list
	// may have them.
	added  bool
	origin holdings.Origin
}

// Create assigns one item. Items that others assign, at the same time or before, stay.
// A *holdings.ExistsError reports that it is assigned already.
func (a *Assignments) Create(ctx context.Context, l List, i Item) (holdings.Creation, error) {
	return (&create{Assignments: a, list: l, items: []Item{i}}).run(ctx)
}

// CreateWhole makes the items the whole of an empty list. A *holdings.ExistsError
// reports that the list has items.
func (a *Assignments) CreateWhole(ctx context.Context, l List, items []Item) (holdings.Creation, error) {
	return (&create{Assignments: a, list: l, items: items, whole: true}).run(ctx)
}

func (n *create) run(ctx context.Context) (holdings.Creation, error) {
	sent, err := json.Marshal(n.list.Kind.body(n.items))
	if err != nil {
		return holdings.Creation{}, fmt.Errorf("encoding what is assigned: %w", err)
	}
	n.owner = n.options.NewOwner()
	interrupted, noteID := n.notes.Begin(ctx, n.list.path(), sent)
	n.interrupted = interrupted
	err = n.queues.submit(ctx, n.list, change{needsList: true, edit: n.edit})
	holdings.Resolve(interrupted, err)
	if err != nil {
		for _, i := range n.items {
			n.holdings.Release(n.list.object(i), n.owner)
		}
		return holdings.Creation{}, err
	}
	noteID(n.id())
	return holdings.Creation{Origin: n.origin, Owner: n.owner}, nil
}

// id is the ID by which what is created is imported, and held in the journal.
func (n *create) id() string {
	if n.whole && len(n.items) == 0 {
		return n.list.ID
	}
	return n.list.itemID(n.items[0])
}

func (n *create) edit(list []Item) (add, remove []Item, err error) {
	present := slices.Clone(n.items)
	present = slices.DeleteFunc(present, func(i Item) bool { return !slices.Contains(list, i) })
	if len(present) == 0 && (!n.whole || len(list) == 0) || n.added {
		n.added, n.origin = true, holdings.Created
		n.claim()
		return slices.DeleteFunc(slices.Clone(n.items), func(i Item) bool { return slices.Contains(list, i) }), nil, nil
	}
	return nil, nil, n.takeOver(list)
}

// takeOver decides what becomes of items that are assigned already.
func (n *create) takeOver(list []Item) error {
	asPlanned := !n.whole || sameItems(list, n.items)
	switch {
	case !asPlanned:
	case n.interrupted != nil && n.claim():
		n.origin = holdings.Interrupted
		return nil
	case n.options.AdoptExisting && n.claim():
		n.origin = holdings.Adopted
		return nil
	}
	exists := &holdings.ExistsError{ID: n.list.itemID(n.items[0]), AsPlanned: asPlanned}
	if n.whole {
		exists.ID, exists.Settings = n.list.ID, rest.Settings{n.list.Kind.items: texts(list)}
	}
	for _, i := range n.items {
		exists.Held = exists.Held || n.holdings.Held(n.list.object(i))
	}
	return exists
}

// claim claims the items for this create's resource; false where another resource
// holds one of them.
func (n *create) claim() bool {
	all := true
	for _, i := range n.items {
		_, ok := n.holdings.Claim(n.list.object(i), n.owner)
		all = all && ok
	}
	return all
}

func sameItems(a, b []Item) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(i Item) bool { return !slices.Contains(b, i) })
}

func texts(items []Item) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = item.String()
	}
	return out
}
