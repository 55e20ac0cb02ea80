// Package holdings records which objects of the tenant the resources of this run
// manage, and how a create came by its object.
package holdings

import (
	"fmt"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Kind is a kind of object that a resource can hold.
type Kind string

// The kinds of objects.
const (
	ResourceServer Kind = rest.ResourceServers
	Client         Kind = rest.Clients
	ClientGrant    Kind = rest.ClientGrants
	Scope          Kind = "scopes"
	Credentials    Kind = "credentials"
	Role           Kind = rest.Roles
)

// ScopeID returns the ID under which a scope is held: the service gives it none.
func ScopeID(identifier, value string) string { return identifier + "::" + value }

// HeldError reports that an object was not deleted, because this run created it or
// took it over for another resource.
type HeldError struct {
	Kind Kind
	ID   string
}

// Error names the object.
func (e *HeldError) Error() string {
	return fmt.Sprintf("%s %s is managed by another resource of this run", e.Kind, e.ID)
}

// Object is an object of the tenant.
type Object struct {
	Kind Kind
	ID   string
}

// Holdings records the objects that were read for a resource's state, created, or
// taken over. Terraform gives a provider no addresses, so each resource is known by
// an owner, a random text in its private state. Holdings are safe for concurrent
// use.
type Holdings struct {
	mu     sync.Mutex
	owners map[Object]holding
	// deleting has, for each deletion of this run, a channel that is closed when the
	// deletion has ended. Deletions that succeeded stay: the service uses no ID twice.
	deleting map[Object]chan struct{}
}

// holding is who manages an object.
type holding struct {
	owner string
	// protected is set for an object that this run created or took over: no other
	// resource deletes it.
	protected bool
}

// New returns empty holdings.
func New() *Holdings {
	return &Holdings{owners: map[Object]holding{}, deleting: map[Object]chan struct{}{}}
}

// Read records that the state of a resource has the object.
func (h *Holdings) Read(o Object, owner string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if _, held := h.owners[o]; !held {
		h.owners[o] = holding{owner: owner}
	}
}

// Claim records that an owner created the object or takes it over. It fails if
// another owner holds the object or if the object is being deleted; in the latter
// case deleted is closed when the deletion has ended.
func (h *Holdings) Claim(o Object, owner string) (deleted <-chan struct{}, ok bool) {
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

// Held reports whether a resource of this run manages the object.
func (h *Holdings) Held(o Object) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, held := h.owners[o]
	return held
}

// Deletion returns a channel that is closed when this run's deletion of the object
// has ended; nil when this run does not delete it.
func (h *Holdings) Deletion(o Object) <-chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.deleting[o]
}

// HeldForOther reports whether this run created the object or took it over for
// another owner.
func (h *Holdings) HeldForOther(o Object, owner string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.heldForOther(o, owner)
}

func (h *Holdings) heldForOther(o Object, owner string) bool {
	current := h.owners[o]
	return current.protected && current.owner != owner
}

// Release forgets that an owner manages the object.
func (h *Holdings) Release(o Object, owner string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.owners[o].owner == owner {
		delete(h.owners, o)
	}
}

// Forget forgets who manages the object, since it is deleted.
func (h *Holdings) Forget(o Object) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.owners, o)
}

// Delete deletes an object for an owner by calling remove. The error is a
// *HeldError, and remove is not called, if this run created the object or took it
// over for another owner.
func (h *Holdings) Delete(o Object, owner string, remove func() error) error {
	end, ok := h.beginDelete(o, owner)
	if !ok {
		return &HeldError{Kind: o.Kind, ID: o.ID}
	}
	err := remove()
	end(err)
	return err
}

// beginDelete records that an owner deletes the object, until end is called.
func (h *Holdings) beginDelete(o Object, owner string) (end func(err error), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.heldForOther(o, owner) {
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
