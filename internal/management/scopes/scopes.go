// Package scopes changes the scopes of APIs. The service can only replace an API's
// whole list, so all changes of one API pass a queue, which writes them in groups.
//
// A change passes the files in this order, and none calls back: scopes.go and
// create.go (what a caller asks for), verify.go (afterwards, whether the changes
// lasted), queue.go and group.go (which group is written when), write.go (the
// requests for one group), edit.go (the changes applied to the list), record.go
// (what is known of the list).
package scopes

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Options of Scopes; the functions are required.
type Options struct {
	// VerifyAfter is how long after the last change the lists are read again, in case
	// another process wrote them at the same time. Zero means ten latencies of the
	// service, from 60 to 200 ms; below zero means never.
	VerifyAfter time.Duration
	// AdoptExisting takes over scopes that exist exactly as a create would make them.
	AdoptExisting bool
	// NewOwner makes the text that stands for a resource in this run.
	NewOwner func() string
	// Now is the clock.
	Now func() time.Time
	// Jitter lengthens a wait, so that many processes do not come back at once.
	Jitter func(time.Duration) time.Duration
}

// Scopes changes the scopes of one tenant's APIs. It is safe for concurrent use.
type Scopes struct {
	verifier *verifier
	holdings *holdings.Holdings
	notes    *holdings.Notes
	options  Options
}

// New makes Scopes.
func New(client *rest.Client, r *reads.Reads, h *holdings.Holdings, notes *holdings.Notes, o Options) *Scopes {
	w := &writer{rest: client, reads: r, now: o.Now}
	return &Scopes{verifier: newVerifier(newQueues(w), o), holdings: h, notes: notes, options: o}
}

// Learn records the list of an API that this process has just created, so that it is
// not read before the first write.
func (s *Scopes) Learn(id, identifier string, scopes []Scope) {
	s.verifier.queues.learn(id, identifier, scopes)
}

// Forget drops what is known of an API that was deleted, by ID or identifier.
func (s *Scopes) Forget(idOrIdentifier string) { s.verifier.queues.forget(idOrIdentifier) }

// Update changes the description of a scope of an API, or adds the scope again where
// it was removed. Scopes that others add at the same time, or added before, stay. The
// error is a 404 when there is no such API.
func (s *Scopes) Update(ctx context.Context, identifier string, scope Scope) ([]Interference, error) {
	outcome, err := s.verifier.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		at := indexOf(list, scope.Value)
		if at < 0 {
			return append(list, scope), nil
		}
		list[at] = scope
		return list, nil
	})
	if err == nil {
		err = outcome.missing(identifier, scope)
	}
	return outcome.interference, err
}

// missing returns an error when a scope is not in the list after it was written.
func (o outcome) missing(identifier string, scopes ...Scope) error {
	for _, scope := range scopes {
		if indexOf(o.scopes, scope.Value) < 0 {
			return fmt.Errorf("the scope %q is not in API %q after it was written: something else removes it", scope.Value, identifier)
		}
	}
	return nil
}

// Deleted is the outcome of removing scopes.
type Deleted struct {
	// Kept are scopes that stay, because this run created them or took them over for
	// another resource.
	Kept []string
	// Interference is what another process was seen to do at the same time.
	Interference []Interference
}

// Delete removes scopes from an API. It succeeds when the API has none of them, and
// when there is no such API. owner is the text of the resource's private state.
func (s *Scopes) Delete(ctx context.Context, identifier, owner string, values ...string) (Deleted, error) {
	var deleted Deleted
	outcome, err := s.verifier.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		deleted.Kept = nil
		return slices.DeleteFunc(list, func(scope Scope) bool {
			if !slices.Contains(values, scope.Value) {
				return false
			}
			o := heldScope(identifier, scope.Value)
			if s.holdings.HeldForOther(o, owner) {
				deleted.Kept = append(deleted.Kept, scope.Value)
				return false
			}
			s.holdings.Forget(o)
			return true
		}), nil
	})
	if rest.IsNotFound(err) {
		return Deleted{}, nil
	}
	if err != nil {
		// The change may still run, and with it the writes to deleted.
		return Deleted{}, err
	}
	deleted.Interference = outcome.interference
	return deleted, nil
}

// Replace makes scopes the whole list of an API. known are the names in the
// resource's state. When the API has scopes that are in neither, or that this run
// created for another resource, nothing is written and the error is a
// *ForeignScopesError. A *holdings.ExistsError reports a scope that the set adds and
// that another resource of this run manages.
func (s *Scopes) Replace(ctx context.Context, identifier, owner string, scopes []Scope, known []string) ([]Interference, error) {
	outcome, err := s.verifier.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		var foreign []string
		for _, scope := range list {
			if indexOf(scopes, scope.Value) < 0 && (!slices.Contains(known, scope.Value) || s.holdings.HeldForOther(heldScope(identifier, scope.Value), owner)) {
				foreign = append(foreign, scope.Value)
			}
		}
		if len(foreign) > 0 {
			return nil, &ForeignScopesError{Scopes: foreign}
		}
		for _, scope := range scopes {
			o := heldScope(identifier, scope.Value)
			if _, ok := s.holdings.Claim(o, owner); !ok && !slices.Contains(known, scope.Value) {
				return nil, &holdings.ExistsError{ID: o.ID, Held: true}
			}
		}
		return slices.Clone(scopes), nil
	})
	return outcome.interference, err
}

func heldScope(identifier, value string) holdings.Object {
	return holdings.Object{Kind: holdings.Scope, ID: holdings.ScopeID(identifier, value)}
}
