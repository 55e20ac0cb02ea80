package scopes

import (
	"slices"
	"time"
)

// record is what this process knows of an API's list of scopes, and what it changed
// in it.
type record struct {
	identifier string
	// known is the list as the service last answered it; nil before.
	known *knownList
	// written are the scopes that this process wrote and did not remove, removed
	// those that it removed and did not write again.
	written map[string]Scope
	removed map[string]struct{}
	// created says that this process created the API: no other process knows it yet.
	created bool
	// unverified says that the list was written and not read since.
	unverified bool
	// age is how old the list was that the last write was made from, when that write
	// was answered.
	age time.Duration
}

// knownList is an API's list of scopes.
type knownList struct {
	id     string
	scopes []Scope
	// at is when the service answered it.
	at time.Time
	// missing are the names of scopes that this process wrote before, that another
	// process has removed, and that the next write restores.
	missing []string
}

// answered returns the list of an answer, with the scopes of this process that it
// lacks.
func (r *record) answered(a *api, at time.Time) *knownList {
	known := &knownList{id: a.ID, scopes: slices.Clone(a.Scopes), at: at}
	for value := range r.written {
		if indexOf(a.Scopes, value) < 0 {
			known.missing = append(known.missing, value)
		}
	}
	slices.Sort(known.missing)
	return known
}

// note records which scopes are this process's work.
func (r *record) note(before, after []Scope) {
	if r.written == nil {
		r.written, r.removed = map[string]Scope{}, map[string]struct{}{}
	}
	for _, scope := range before {
		if indexOf(after, scope.Value) < 0 {
			r.removed[scope.Value] = struct{}{}
		}
	}
	for _, scope := range after {
		delete(r.removed, scope.Value)
		_, own := r.written[scope.Value]
		if at := indexOf(before, scope.Value); own || at < 0 || !sameScope(before[at], scope) {
			r.written[scope.Value] = scope
		}
	}
	for value := range r.written {
		if indexOf(after, value) < 0 {
			delete(r.written, value)
		}
	}
}

// forget drops what is known of the list, and what was written to it.
func (r *record) forget() {
	r.known, r.written, r.removed = nil, nil, nil
	r.created, r.unverified = false, false
}
