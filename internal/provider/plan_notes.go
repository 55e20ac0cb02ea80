package provider

import (
	"slices"
	"sync"
)

// planNotes are what the plans of one walk tell each other, since each of them
// sees one resource. Terraform plans what others refer to first, and destroys
// it last; beyond that the order is any.
type planNotes struct {
	mu sync.Mutex
	// going are the identifiers of APIs that the plan deletes.
	going map[string]bool
	// leaving are the IDs of grants that the plan destroys by themselves.
	leaving map[string]bool
	// sets are, by the API's identifier, the names of all scopes that the API can
	// have before or after the apply.
	sets map[string][]string
	// found are what this walk read, and renewed what of it the plan makes again:
	// Terraform shows the plan of such an object as the creation of a new one.
	found, renewed map[string]bool
	// granted are the grants that the plan makes or changes, by the API.
	granted map[string][]plannedGrant

	// listing is held while grants are listed: one request then serves all.
	listing sync.Mutex
	// unlisted is set once that failed; it is not tried again.
	unlisted bool
}

// plannedGrant is a grant that the plan makes or changes.
type plannedGrant struct {
	holder string
	scopes []string
}

// clear begins a new walk.
func (n *planNotes) clear() {
	n.listing.Lock()
	n.unlisted = false
	n.listing.Unlock()
	n.mu.Lock()
	defer n.mu.Unlock()
	n.going, n.leaving, n.sets, n.granted, n.found, n.renewed = nil, nil, nil, nil, nil, nil
}

// apiGoes notes that the plan deletes an API.
func (n *planNotes) apiGoes(identifier string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.going == nil {
		n.going = map[string]bool{}
	}
	n.going[identifier] = true
}

// goes tells whether the plan deletes an API.
func (n *planNotes) goes(identifier string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.going[identifier]
}

// grantLeaves notes that the plan destroys a grant.
func (n *planNotes) grantLeaves(id string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.leaving == nil {
		n.leaving = map[string]bool{}
	}
	n.leaving[id] = true
}

// leaves tells whether the plan destroys a grant.
func (n *planNotes) leaves(id string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.leaving[id]
}

// declare notes all scopes that an API can have, and returns the grants on it
// that were planned before.
func (n *planNotes) declare(identifier string, names []string) []plannedGrant {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sets == nil {
		n.sets = map[string][]string{}
	}
	n.sets[identifier] = names
	return slices.Clone(n.granted[identifier])
}

// grant notes a grant on an API, and returns the scopes that the API can have;
// false when those are not known.
func (n *planNotes) grant(identifier string, g plannedGrant) (names []string, known bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.granted == nil {
		n.granted = map[string][]plannedGrant{}
	}
	n.granted[identifier] = append(n.granted[identifier], g)
	names, known = n.sets[identifier]
	return names, known
}

// exists notes what a resource in the state is called, which the tenant has.
func (n *planNotes) exists(object string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.found == nil {
		n.found = map[string]bool{}
	}
	n.found[object] = true
}

// creates notes what the plan creates, and tells whether that existed before.
func (n *planNotes) creates(object string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.found[object] {
		if n.renewed == nil {
			n.renewed = map[string]bool{}
		}
		n.renewed[object] = true
	}
	return n.found[object]
}

// anew tells whether the plan deletes an object and creates it again.
func (n *planNotes) anew(object string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.renewed[object]
}
