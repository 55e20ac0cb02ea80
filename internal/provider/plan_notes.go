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
	// apis are those that a refresh found, by identifier; true where the plan
	// deletes one.
	apis map[string]bool
	// leaving are the IDs of grants that the plan destroys by themselves.
	leaving map[string]bool
	// sets are, by the API's identifier, the names of all scopes that the API can
	// have before or after the apply.
	sets map[string][]string
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
	n.apis, n.leaving, n.sets, n.granted = nil, nil, nil, nil
}

// apiExists notes that an API was refreshed.
func (n *planNotes) apiExists(identifier string) {
	n.noteAPI(identifier, false)
}

// apiGoes notes that the plan deletes an API.
func (n *planNotes) apiGoes(identifier string) {
	n.noteAPI(identifier, true)
}

func (n *planNotes) noteAPI(identifier string, goes bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.apis == nil {
		n.apis = map[string]bool{}
	}
	n.apis[identifier] = goes
}

// api tells what is noted of an API.
func (n *planNotes) api(identifier string) (exists, goes bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	goes, exists = n.apis[identifier]
	return exists, goes
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
