package management

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
)

// ScopesCreated is the outcome of creating a scope or a set of scopes.
type ScopesCreated struct {
	Creation
	// Interference is what another process was seen to do at the same time.
	Interference []Interference
}

// scopeCreate is the create of one scope, or of an API's whole set.
type scopeCreate struct {
	client     *Client
	identifier string
	scopes     []Scope
	// exists makes the error about scopes that are in the way.
	exists func(list []Scope) *ExistsError

	owner string
	left  *journal.Interrupted
	// added is set once the scopes were added to a list: after a write whose
	// answer was lost, the list that is read again may have them.
	added  bool
	origin Origin
}

// CreateScope adds a scope to an API. Scopes that others put at the same time,
// or before, stay. An *ExistsError reports that the API has a scope of this name;
// IsNotFound reports that there is no such API.
func (c *Client) CreateScope(ctx context.Context, identifier string, scope Scope) (ScopesCreated, error) {
	n := scopeCreate{client: c, identifier: identifier, scopes: []Scope{scope}}
	n.exists = func(list []Scope) *ExistsError {
		existing := list[indexOf(list, scope.Value)]
		settings := Settings{}
		if existing.Description != nil {
			settings["description"] = *existing.Description
		}
		return &ExistsError{ID: ScopeID(identifier, scope.Value), AsPlanned: sameForPeople(existing, scope), Settings: settings}
	}
	return n.run(ctx, "scope", func(list []Scope) ([]Scope, error) {
		if indexOf(list, scope.Value) < 0 {
			n.added, n.origin = true, Created
			n.hold()
			return append(list, scope), nil
		}
		return list, n.takeOver(list)
	})
}

// CreateScopes makes scopes the whole list of an API. An *ExistsError reports
// that the API has scopes already; IsNotFound reports that there is no such API.
func (c *Client) CreateScopes(ctx context.Context, identifier string, scopes []Scope) (ScopesCreated, error) {
	n := scopeCreate{client: c, identifier: identifier, scopes: scopes}
	n.exists = func(list []Scope) *ExistsError {
		return &ExistsError{ID: identifier, AsPlanned: sameSetForPeople(list, scopes), Settings: Settings{"scopes": valuesOf(list)}}
	}
	return n.run(ctx, "set", func(list []Scope) ([]Scope, error) {
		if len(list) == 0 {
			n.added, n.origin = true, Created
			n.hold()
			return slices.Clone(scopes), nil
		}
		return list, n.takeOver(list)
	})
}

// run submits the change, with a note in the journal.
func (n *scopeCreate) run(ctx context.Context, what string, change scopeChange) (ScopesCreated, error) {
	sent, err := json.Marshal(n.scopes)
	if err != nil {
		return ScopesCreated{}, fmt.Errorf("encoding the scopes: %w", err)
	}
	n.owner = n.client.options.NewOwner()
	left, noteID := n.client.note(ctx, escaped(resourceServers, n.identifier, what), sent)
	n.left = left
	outcome, err := n.client.scopes.submit(ctx, n.identifier, change)
	if n.left != nil && settles(err) {
		n.left.Resolve()
	}
	if err == nil {
		for _, scope := range n.scopes {
			if indexOf(outcome.scopes, scope.Value) < 0 {
				err = fmt.Errorf("the scope %q is not in API %q after it was written: something else removes it", scope.Value, n.identifier)
			}
		}
	}
	if err != nil {
		n.drop()
		return ScopesCreated{}, err
	}
	noteID(ScopeID(n.identifier, n.scopes[0].Value))
	return ScopesCreated{Creation{Origin: n.origin, Owner: n.owner}, outcome.interference}, nil
}

// takeOver decides what becomes of scopes that are in the way.
func (n *scopeCreate) takeOver(list []Scope) error {
	exists := n.exists(list)
	switch {
	case !exists.AsPlanned:
	case n.added:
		n.origin = Created
		return nil
	case n.left != nil && n.hold():
		n.origin = Interrupted
		return nil
	case n.client.options.AdoptExisting && n.hold():
		n.origin = Adopted
		return nil
	}
	for _, scope := range n.scopes {
		exists.Held = exists.Held || n.client.holdings.held(n.object(scope))
	}
	return exists
}

// hold claims the scopes for this create's resource; false where another has one.
func (n *scopeCreate) hold() bool {
	all := true
	for _, scope := range n.scopes {
		_, ok := n.client.holdings.claim(n.object(scope), n.owner)
		all = all && ok
	}
	return all
}

// drop gives up what the create claimed.
func (n *scopeCreate) drop() {
	for _, scope := range n.scopes {
		n.client.holdings.release(n.object(scope), n.owner)
	}
}

func (n *scopeCreate) object(scope Scope) heldObject {
	return heldObject{ScopeKind, ScopeID(n.identifier, scope.Value)}
}

// sameForPeople reports whether two scopes differ in nothing that people see:
// the service tells an empty description from none.
func sameForPeople(a, b Scope) bool {
	return a.Value == b.Value && text(a.Description) == text(b.Description)
}

func sameSetForPeople(a, b []Scope) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s Scope) bool {
		at := indexOf(b, s.Value)
		return at < 0 || !sameForPeople(s, b[at])
	})
}

func text(description *string) string {
	if description == nil {
		return ""
	}
	return *description
}

func valuesOf(scopes []Scope) []string {
	values := make([]string, len(scopes))
	for i, s := range scopes {
		values[i] = s.Value
	}
	return values
}
