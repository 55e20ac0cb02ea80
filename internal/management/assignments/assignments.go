// Package assignments changes what is assigned to roles and users: permissions to
// both, and roles to users; and client grants to organizations. The service adds and removes any number of items in one
// request, so that changes of one list that come at the same time are sent together.
//
// A change passes the files in this order, and none calls back: create.go and
// change.go (what a caller asks for), queue.go (which list is written when), write.go
// (the requests for one group), read.go (the service's lists).
package assignments

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Options of Assignments; the functions are required.
type Options struct {
	// AdoptExisting takes over items that are assigned already.
	AdoptExisting bool
	// NewOwner makes the text that stands for a resource in this run.
	NewOwner func() string
	// Now is the clock.
	Now func() time.Time
}

// Assignments changes the lists of one tenant's roles and users. It is safe for
// concurrent use.
type Assignments struct {
	rest     *rest.Client
	holdings *holdings.Holdings
	notes    *holdings.Notes
	options  Options
	queues   *queues
	lists    *lists
}

// New makes Assignments.
func New(client *rest.Client, h *holdings.Holdings, notes *holdings.Notes, o Options) *Assignments {
	l := &lists{rest: client, now: o.Now, known: map[List]*knownList{}, reading: flight.Group[List, []Item]{}}
	return &Assignments{rest: client, holdings: h, notes: notes, options: o, lists: l, queues: newQueues(&writer{rest: client, lists: l})}
}

// Item is what is assigned: a permission, by the API's identifier and the name of its
// scope; or a role or a client grant, by its ID in Name.
type Item struct{ API, Name string }

// separator stands between the parts of an ID.
const separator = "::"

// String returns the item's part of an ID.
func (i Item) String() string {
	if i.API == "" {
		return i.Name
	}
	return i.API + separator + i.Name
}

// Kind is a kind of list.
type Kind struct {
	// segment and member are the first and the last segment of the path, and items is
	// what the service calls the items.
	segment, member, items string
	// single says that a request adds or removes one item.
	single bool
}

// RolePermissions are the permissions of a role.
func RolePermissions() Kind {
	return Kind{segment: rest.Roles, member: "permissions", items: "permissions"}
}

// UserPermissions are the permissions that are assigned to a user directly.
func UserPermissions() Kind {
	return Kind{segment: rest.Users, member: "permissions", items: "permissions"}
}

// UserRoles are the roles of a user.
func UserRoles() Kind { return Kind{segment: rest.Users, member: "roles", items: "roles"} }

// OrganizationGrants are the client grants that are associated with an organization.
func OrganizationGrants() Kind {
	return Kind{segment: rest.Organizations, member: rest.ClientGrants, items: "client_grants", single: true}
}

// List is one list: the kind, and the ID of the role or user.
type List struct {
	Kind Kind
	ID   string
}

func (l List) path() string { return rest.Path(l.Kind.segment, l.ID, l.Kind.member) }

// object is an item of the list as a resource holds it.
func (l List) object(i Item) holdings.Object {
	return holdings.Object{Kind: holdings.Kind(l.Kind.segment + "/" + l.Kind.member), ID: l.itemID(i)}
}

// itemID is the ID by which an item is imported.
func (l List) itemID(i Item) string { return l.ID + separator + i.String() }

// Hold records that the state of a resource has the item; see
// [holdings.Holdings.Read].
func (a *Assignments) Hold(l List, i Item, owner string) {
	a.holdings.Read(l.object(i), owner)
	a.notes.Recorded(l.itemID(i))
}

// Learn records the empty list of a role that this process has just created, so that
// it is not read before the first write.
func (a *Assignments) Learn(l List) { a.lists.put(l, nil, a.options.Now()) }

// Forget drops what was read, at the beginning of a walk.
func (a *Assignments) Forget() { a.lists.forget() }

// Read returns the items of a list, with a request for each 100, or none where it was
// read within the last minute. Callers at the same time share the requests. The error
// is a 404 when there is no such role or user.
func (a *Assignments) Read(ctx context.Context, l List) ([]Item, error) { return a.lists.get(ctx, l) }
