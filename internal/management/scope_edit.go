package management

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
)

// scopeEdit is the edit of an API's list of scopes by one group of the queue.
type scopeEdit struct {
	client     *Client
	identifier string
	group      []*scopeWriter
	// read is the list as the service last answered it to a read.
	read []Scope
	// scopes is that list with the changes; after commit, what the service holds.
	scopes []Scope
	// refused holds, by index in group, the members that refused the list.
	refused map[int]error
}

// commit reads the list, applies the changes, and writes once, unless nothing
// changes. Its error is the failure of all members but the refused.
func (e *scopeEdit) commit() error {
	ctx, release := whileAnyWaits(e.group)
	defer release()
	body, err := e.prepare(ctx)
	if err != nil || body == nil {
		return err
	}
	// After a wait, the list that was read may be old: writing it would drop
	// what others have added since.
	r := request{method: http.MethodPatch, path: e.path(), body: body, renew: e.prepare}
	answer, err := e.client.call(ctx, r)
	if err != nil || answer == nil {
		return err
	}
	var written ResourceServer
	if err := r.decode(answer, &written); err != nil {
		return err
	}
	e.scopes = written.Scopes
	return nil
}

func (e *scopeEdit) path() string { return escaped(resourceServers, e.identifier) }

// prepare reads the list and makes the body that changes it, or nil when there
// is nothing to change.
func (e *scopeEdit) prepare(ctx context.Context) ([]byte, error) {
	var api ResourceServer
	if err := e.client.do(ctx, http.MethodGet, e.path(), nil, &api); err != nil {
		return nil, err
	}
	if api.Identifier != e.identifier {
		return nil, &AliasError{Name: e.identifier, Identifier: api.Identifier}
	}
	e.read = api.Scopes
	// An attempt that failed may have written all the same: the changes must
	// not take their own work for somebody else's.
	if first := e.refused == nil; first || !sameScopes(e.scopes, e.read) {
		e.apply()
	}
	if sameScopes(e.scopes, e.read) {
		e.scopes = e.read
		return nil, nil
	}
	if e.scopes == nil {
		e.scopes = []Scope{} // null would not clear the list
	}
	return json.Marshal(Settings{"scopes": e.scopes})
}

// apply makes the changes in order of arrival.
func (e *scopeEdit) apply() {
	e.scopes, e.refused = slices.Clone(e.read), map[int]error{}
	for i, w := range e.group {
		changed, err := w.change(slices.Clone(e.scopes))
		if err != nil {
			e.refused[i] = err
			continue
		}
		e.scopes = changed
	}
}
