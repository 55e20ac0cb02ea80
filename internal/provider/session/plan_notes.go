package session

import (
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// PlanNotes are what the plans of one walk share. Terraform shows a provider one
// resource at a time: first what others refer to (on destroy: last), otherwise in
// any order.
type PlanNotes struct {
	mu sync.Mutex
	// deletedAPIs are the identifiers of APIs that the plan deletes.
	deletedAPIs map[string]bool
	// destroyedGrants are the IDs of grants that the plan destroys by themselves.
	destroyedGrants map[string]bool
	// scopeSets are, by the API's identifier, the names of all scopes that the API can
	// have before or after the apply.
	scopeSets map[string][]string
	// found are the objects that this walk read, and replaced those of them that
	// the plan replaces: Terraform shows their plan as the creation of a new object.
	found, replaced map[string]bool
	// created are the objects that the plan creates, under the names of found.
	created map[string]bool
	// unknownScopes is set once the plan creates a scope of which the name or the API is
	// not known yet.
	unknownScopes bool
	// grantTypes are the planned grant types of clients that exist, by their IDs.
	grantTypes map[string][]string
	// declared says how scopes are declared, by the API's identifier.
	declared map[string]declaredScopes
	// grantSets says how the grants for an API are declared, by its identifier.
	grantSets map[string]*declaredGrants
	// granted are the grants that the plan creates or changes, by API.
	granted map[string][]PlannedGrant

	// planned are the objects of the state that were planned, by type and ID, and twice
	// the configurations, by type, of those that were planned again.
	planned map[string]bool
	twice   map[string][]tftypes.Value

	// listing is held while grants are listed: one request then serves all.
	listing sync.Mutex
	// unlisted is set once that failed; it is not tried again.
	unlisted bool
	// unlistedRoles is set once listing the roles failed; it is not tried again.
	unlistedRoles bool
	// unassigned are the permissions that the plan takes from roles by themselves.
	unassigned map[assignedPermission]bool
}

// assignedPermission is a permission of a role.
type assignedPermission struct {
	roleID     string
	permission management.Assignment
}

// PlannedGrant is a grant that the plan creates or changes.
type PlannedGrant struct {
	Holder string
	Scopes []string
	// MustExist says that the service refuses scopes that the API lacks: it is a
	// permission of a role or a user.
	MustExist bool
}

// clear begins a new walk.
func (n *PlanNotes) clear() {
	n.listing.Lock()
	n.unlisted, n.unlistedRoles = false, false
	n.listing.Unlock()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deletedAPIs, n.destroyedGrants, n.scopeSets, n.granted, n.found, n.replaced, n.grantTypes, n.declared = nil, nil, nil, nil, nil, nil, nil, nil
	n.unassigned, n.grantSets, n.created, n.unknownScopes = nil, nil, nil, false
	n.planned, n.twice = nil, nil
}

// notePlanned notes the plan of an object that the state has. With -minimal-refresh,
// Terraform 1.17 plans an object that changes once before its refresh and once after it.
func (n *PlanNotes) notePlanned(resource, id string, config tftypes.Value) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.planned == nil {
		n.planned, n.twice = map[string]bool{}, map[string][]tftypes.Value{}
	}
	if object := resource + " " + id; n.planned[object] {
		n.twice[resource] = append(n.twice[resource], config)
	} else {
		n.planned[object] = true
	}
}

// plannedTwice reports whether the block with a configuration was planned twice for an
// object that the state has, so that its replacement may be, too.
func (n *PlanNotes) plannedTwice(resource string, config tftypes.Value) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.ContainsFunc(n.twice[resource], func(planned tftypes.Value) bool { return sameBlock(planned, config) })
}

// NoteGrantTypes notes the grant types that a client has after the plan.
func (n *PlanNotes) NoteGrantTypes(clientID string, grantTypes []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.grantTypes == nil {
		n.grantTypes = map[string][]string{}
	}
	n.grantTypes[clientID] = grantTypes
}

// GrantTypes returns the grant types that a client has after the plan; nil where
// the plan of the client was not made in this walk.
func (n *PlanNotes) GrantTypes(clientID string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.grantTypes[clientID]
}

// NoteAPIDeleted notes that the plan deletes an API.
func (n *PlanNotes) NoteAPIDeleted(identifier string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.deletedAPIs == nil {
		n.deletedAPIs = map[string]bool{}
	}
	n.deletedAPIs[identifier] = true
}

// apiDeleted reports whether the plan deletes an API.
func (n *PlanNotes) apiDeleted(identifier string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.deletedAPIs[identifier]
}

// NoteGrantDestroyed notes that the plan destroys a grant.
func (n *PlanNotes) NoteGrantDestroyed(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.destroyedGrants == nil {
		n.destroyedGrants = map[string]bool{}
	}
	n.destroyedGrants[id] = true
}

// grantDestroyed reports whether the plan destroys a grant.
func (n *PlanNotes) grantDestroyed(id string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.destroyedGrants[id]
}

// noteScopeSet notes all scopes that an API can have, and returns the grants on it
// that were planned before.
func (n *PlanNotes) noteScopeSet(identifier string, names []string) []PlannedGrant {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.scopeSets == nil {
		n.scopeSets = map[string][]string{}
	}
	n.scopeSets[identifier] = names
	return slices.Clone(n.granted[identifier])
}

// NoteGrant notes a grant on an API, and returns the scopes that the API can have;
// false when those are not known.
func (n *PlanNotes) NoteGrant(identifier string, g PlannedGrant) (names []string, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.granted == nil {
		n.granted = map[string][]PlannedGrant{}
	}
	n.granted[identifier] = append(n.granted[identifier], g)
	names, known = n.scopeSets[identifier]
	return names, known
}

// NoteExists notes what a resource in the state is called, which the tenant has.
func (n *PlanNotes) NoteExists(object string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.found == nil {
		n.found = map[string]bool{}
	}
	n.found[object] = true
}

// NoteCreate notes that the plan creates an object, and reports whether it
// existed before.
func (n *PlanNotes) NoteCreate(object string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.created == nil {
		n.created = map[string]bool{}
	}
	n.created[object] = true
	if n.found[object] {
		if n.replaced == nil {
			n.replaced = map[string]bool{}
		}
		n.replaced[object] = true
	}
	return n.found[object]
}

// IsReplaced reports whether the plan deletes an object and creates it again.
func (n *PlanNotes) IsReplaced(object string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.replaced[object]
}
