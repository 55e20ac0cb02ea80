package management

import (
	"fmt"
	"sync"
)

// Kind is a kind of object that a resource can hold.
type Kind string

// The kinds of objects that creates and deletes of one run have to tell apart.
const (
	ResourceServerKind Kind = resourceServers
	ApplicationKind    Kind = applications
	ClientGrantKind    Kind = clientGrants
	ScopeKind          Kind = "scopes"
	CredentialKind     Kind = "credentials"
)

// ScopeID is the ID under which a scope is held: the service gives none.
func ScopeID(identifier, value string) string { return identifier + "::" + value }

// HeldError reports that an object was not deleted: this run created it or took
// it over for another resource.
type HeldError struct {
	Kind Kind
	ID   string
}

// Error names the object.
func (e *HeldError) Error() string {
	return fmt.Sprintf("%s %s is managed by another resource of this run", e.Kind, e.ID)
}

// holdings records which objects of the tenant the resources of this run manage:
// those that were read for a resource's state, created, or taken over. Terraform
// tells a provider no addresses, so each resource is known by an owner, a random
// text in its private state.
type holdings struct {
	mu     sync.Mutex
	owners map[heldObject]holding
	// deleting has, for each deletion of this run, a channel that is closed when
	// it has ended. Those that succeeded stay: the service gives no ID twice.
	deleting map[heldObject]chan struct{}
}

// heldObject is an object of the tenant.
type heldObject struct {
	kind Kind
	id   string
}

// holding is who manages an object.
type holding struct {
	owner string
	// protected is set for what this run created or took over: no other resource
	// deletes it.
	protected bool
}

func newHoldings() *holdings {
	return &holdings{owners: map[heldObject]holding{}, deleting: map[heldObject]chan struct{}{}}
}

// read records that the state of a resource has the object.
func (h *holdings) read(o heldObject, owner string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, held := h.owners[o]; !held {
		h.owners[o] = holding{owner: owner}
	}
}

// claim records that an owner created the object or takes it over. It fails for
// an object that another owner holds, and for one that is being deleted; in the
// latter case deleted is closed when that has ended.
func (h *holdings) claim(o heldObject, owner string) (deleted <-chan struct{}, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if deletion := h.deleting[o]; deletion != nil {
		return deletion, false
	}
	if current, held := h.owners[o]; held && current.owner != owner {
		return nil, false
	}
	h.owners[o] = holding{owner: owner, protected: true}
	return nil, true
}

// held reports whether a resource of this run manages the object.
func (h *holdings) held(o heldObject) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, held := h.owners[o]
	return held
}

// deletion is closed when this run's deletion of the object has ended; nil when
// this run does not delete it.
func (h *holdings) deletion(o heldObject) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if done := h.deleting[o]; done != nil {
		return done
	}
	return nil
}

// heldForOther reports whether this run created the object or took it over, and
// not for this owner.
func (h *holdings) heldForOther(o heldObject, owner string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	current := h.owners[o]
	return current.protected && current.owner != owner
}

// deletes records that an owner deletes the object, until end is called. It fails
// for an object that this run created or took over for another owner.
func (h *holdings) deletes(o heldObject, owner string) (end func(err error), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if current := h.owners[o]; current.protected && current.owner != owner {
		return nil, false
	}
	done := make(chan struct{})
	h.deleting[o] = done // of two deletions at once, the last counts
	return func(err error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		if err == nil {
			delete(h.owners, o)
		} else {
			delete(h.deleting, o)
		}
		close(done)
	}, true
}

// release forgets that an owner manages the object.
func (h *holdings) release(o heldObject, owner string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.owners[o].owner == owner {
		delete(h.owners, o)
	}
}

// forget forgets who manages the object, since it is deleted.
func (h *holdings) forget(o heldObject) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.owners, o)
}

// deleteHeld runs a deletion, unless this run created the object or took it over
// for another owner.
func (c *Client) deleteHeld(o heldObject, owner string, remove func() error) error {
	end, ok := c.holdings.deletes(o, owner)
	if !ok {
		return &HeldError{Kind: o.kind, ID: o.id}
	}
	err := remove()
	end(err)
	return err
}
