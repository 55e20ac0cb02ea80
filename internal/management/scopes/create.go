package scopes

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Created is the outcome of creating a scope or a set of scopes.
type Created struct {
	holdings.Creation
	// Interference is what another process was seen to do at the same time.
	Interference []Interference
}

// create is the create of one scope, or of an API's whole set.
type create struct {
	*Scopes
	identifier string
	scopes     []Scope
	// exists makes the error about scopes that are in the way.
	exists func(list []Scope) *holdings.ExistsError

	owner string
	// interrupted is the same create of a process that was killed, or nil.
	interrupted *journal.Interrupted
	// added is set once the scopes were added to a list: after a write whose answer
	// was lost, the list that is read again may have them.
	added  bool
	origin holdings.Origin
}

// Create adds a scope to an API. Scopes that others add at the same time, or added
// before, stay. A *holdings.ExistsError reports that the API has a scope of this
// name; the error is a 404 when there is no such API.
func (s *Scopes) Create(ctx context.Context, identifier string, scope Scope) (Created, error) {
	n := create{Scopes: s, identifier: identifier, scopes: []Scope{scope}}
	n.exists = func(list []Scope) *holdings.ExistsError {
		existing := list[indexOf(list, scope.Value)]
		settings := rest.Settings{}
		if existing.Description != nil {
			settings["description"] = *existing.Description
		}
		return &holdings.ExistsError{ID: holdings.ScopeID(identifier, scope.Value), AsPlanned: sameForPeople(existing, scope), Settings: settings}
	}
	return n.run(ctx, "scope", func(list []Scope) ([]Scope, error) {
		if indexOf(list, scope.Value) < 0 {
			n.add()
			return append(list, scope), nil
		}
		return list, n.takeOver(list)
	})
}

// CreateSet makes scopes the whole list of an API. A *holdings.ExistsError reports
// that the API has scopes already; the error is a 404 when there is no such API.
func (s *Scopes) CreateSet(ctx context.Context, identifier string, scopes []Scope) (Created, error) {
	n := create{Scopes: s, identifier: identifier, scopes: scopes}
	n.exists = func(list []Scope) *holdings.ExistsError {
		return &holdings.ExistsError{ID: identifier, AsPlanned: sameSetForPeople(list, scopes), Settings: rest.Settings{"scopes": valuesOf(list)}}
	}
	return n.run(ctx, "set", func(list []Scope) ([]Scope, error) {
		if len(list) == 0 {
			n.add()
			return slices.Clone(scopes), nil
		}
		return list, n.takeOver(list)
	})
}

// run submits the change, with a note in the journal.
func (n *create) run(ctx context.Context, what string, change change) (Created, error) {
	sent, err := json.Marshal(n.scopes)
	if err != nil {
		return Created{}, fmt.Errorf("encoding the scopes: %w", err)
	}
	n.owner = n.options.NewOwner()
	interrupted, noteID := n.notes.Begin(ctx, rest.Path(rest.ResourceServers, n.identifier, what), sent)
	n.interrupted = interrupted
	outcome, err := n.verifier.submit(ctx, n.identifier, change)
	holdings.Resolve(interrupted, err)
	if err == nil {
		err = outcome.missing(n.identifier, n.scopes...)
	}
	if err != nil {
		n.release()
		return Created{}, err
	}
	noteID(holdings.ScopeID(n.identifier, n.scopes[0].Value))
	return Created{holdings.Creation{Origin: n.origin, Owner: n.owner}, outcome.interference}, nil
}

// add records that the scopes were added to the list.
func (n *create) add() {
	n.added, n.origin = true, holdings.Created
	n.claim()
}

// takeOver decides what becomes of scopes that are in the way.
func (n *create) takeOver(list []Scope) error {
	exists := n.exists(list)
	switch {
	case !exists.AsPlanned:
	case n.added:
		n.origin = holdings.Created
		return nil
	case n.interrupted != nil && n.claim():
		n.origin = holdings.Interrupted
		return nil
	case n.options.AdoptExisting && n.claim():
		n.origin = holdings.Adopted
		return nil
	}
	for _, scope := range n.scopes {
		exists.Held = exists.Held || n.holdings.Held(heldScope(n.identifier, scope.Value))
	}
	return exists
}

// claim claims the scopes for this create's resource; false where another resource
// holds one of them.
func (n *create) claim() bool {
	all := true
	for _, scope := range n.scopes {
		_, ok := n.holdings.Claim(heldScope(n.identifier, scope.Value), n.owner)
		all = all && ok
	}
	return all
}

// release gives up what the create claimed.
func (n *create) release() {
	for _, scope := range n.scopes {
		n.holdings.Release(heldScope(n.identifier, scope.Value), n.owner)
	}
}
