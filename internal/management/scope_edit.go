package management

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// scopeEdit is the edit of an API's list of scopes by one group of the queue,
// which is busy with it.
type scopeEdit struct {
	queues *scopeQueues
	queue  *scopeQueue
	group  []*scopeWriter
	// base is the list that the changes were applied to.
	base []Scope
	// scopes is that list with the changes; after commit, what the service holds.
	scopes []Scope
	// restored are scopes that the write brings back by the way.
	restored []string
	// refused holds, by index in group, the members that refused the list.
	refused map[int]error
}

// commit applies the changes to the list as it is known, and writes once,
// unless nothing changes. Its error is the failure of all members but the
// refused.
func (e *scopeEdit) commit(leave *permit) error {
	ctx, release := whileAnyWaits(e.group)
	defer release()
	e.apply(ctx)
	e.queues.client.stats.coalesced(len(e.group) - len(e.refused))
	body, err := e.body()
	if err != nil || body == nil {
		leave.unused()
		return err
	}
	// After a wait, the list may be old: writing it would drop what others have
	// added since.
	r := request{method: http.MethodPatch, path: e.path(), body: body, leave: leave, renew: e.renew}
	answer, err := e.queues.client.call(ctx, r)
	if known := e.queue.known; known != nil { // renew may have failed
		e.queue.took = e.queues.client.options.Now().Sub(known.at)
	}
	var written ResourceServer
	switch {
	case err == nil && answer != nil:
		if err = r.decode(answer, &written); err == nil {
			e.queue.known = e.known(&written)
		}
	case err == nil: // the list was read again, and is as it should be
		written.Scopes = e.queue.known.scopes
	}
	if err != nil {
		if !isBadRequest(err) {
			e.queue.known = nil // what the list is now is left open
		}
		return err
	}
	e.scopes = written.Scopes
	e.queue.note(e.base, e.scopes)
	e.queue.unverified = !e.queue.created
	return nil
}

func (e *scopeEdit) path() string { return escaped(resourceServers, e.queue.identifier) }

// known is the list of an answer that came now.
func (e *scopeEdit) known(api *ResourceServer) *knownScopes {
	return &knownScopes{id: api.ID, scopes: slices.Clone(api.Scopes), at: e.queues.client.options.Now()}
}

// renew reads the list again and makes the body that changes it, or nil when
// there is nothing to change.
func (e *scopeEdit) renew(ctx context.Context) ([]byte, error) {
	var api ResourceServer
	if err := e.queues.client.do(ctx, http.MethodGet, e.path(), nil, &api); err != nil {
		return nil, err
	}
	if api.Identifier != e.queue.identifier {
		return nil, &AliasError{Name: e.queue.identifier, Identifier: api.Identifier}
	}
	e.queue.known = e.queues.answered(e.queue, &api, e.queues.client.options.Now())
	// An attempt that failed may have written all the same: the changes must
	// not take their own work for somebody else's.
	if !sameScopes(e.scopes, api.Scopes) {
		e.apply(ctx)
	}
	return e.body()
}

// apply makes the changes in order of arrival.
func (e *scopeEdit) apply(ctx context.Context) {
	known := e.queue.known
	e.base, e.restored, e.refused = known.scopes, known.restored, map[int]error{}
	e.scopes = slices.Clone(known.scopes)
	for _, value := range known.restored {
		e.scopes = append(e.scopes, e.queue.put[value])
		tflog.Warn(ctx, "Somebody else removed a scope that was written before; it is written again",
			map[string]any{"resource_server": e.queue.identifier, "scope": value})
	}
	for i, w := range e.group {
		changed, err := w.change(slices.Clone(e.scopes))
		if err != nil {
			e.refused[i] = err
			continue
		}
		e.scopes = changed
	}
}

// body is what makes the service's list the wanted one; nil when it is.
func (e *scopeEdit) body() ([]byte, error) {
	if sameScopes(e.scopes, e.queue.known.scopes) {
		e.scopes = e.queue.known.scopes
		return nil, nil
	}
	if e.scopes == nil {
		e.scopes = []Scope{} // null would not clear the list
	}
	return json.Marshal(Settings{"scopes": e.scopes})
}

// note keeps which scopes are this process's work.
func (q *scopeQueue) note(before, after []Scope) {
	if q.put == nil {
		q.put, q.removed = map[string]Scope{}, map[string]struct{}{}
	}
	for _, scope := range before {
		if indexOf(after, scope.Value) < 0 {
			q.removed[scope.Value] = struct{}{}
		}
	}
	for _, scope := range after {
		delete(q.removed, scope.Value)
		_, own := q.put[scope.Value]
		if at := indexOf(before, scope.Value); own || at < 0 || !sameScope(before[at], scope) {
			q.put[scope.Value] = scope
		}
	}
	for value := range q.put {
		if indexOf(after, value) < 0 {
			delete(q.put, value)
		}
	}
}
