package scopes

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// change edits the list of an API's scopes. It may keep and change the list that it
// gets, and runs again when its group is written again, in parts or as a whole.
type change func([]Scope) ([]Scope, error)

// edit is a group of changes that is applied to an API's list of scopes.
type edit struct {
	record *record
	group  []*member
	// base is the list to which the changes were applied.
	base []Scope
	// scopes is that list with the changes; after the write, what the service holds.
	scopes []Scope
	// restored are scopes that another process removed and that the write restores.
	restored []string
	// refused has, by index in group, the errors of the changes that refused the
	// list.
	refused map[int]error
}

// apply makes the changes in order of arrival.
func (e *edit) apply(ctx context.Context) {
	known := e.record.known
	e.base, e.restored, e.refused = known.scopes, known.missing, map[int]error{}
	e.scopes = slices.Clone(known.scopes)
	for _, value := range known.missing {
		e.scopes = append(e.scopes, e.record.written[value])
		tflog.Warn(ctx, "Another process removed a scope that this run wrote; the scope is written again",
			map[string]any{"resource_server": e.record.identifier, "scope": value})
	}
	for i, m := range e.group {
		changed, err := m.change(slices.Clone(e.scopes))
		if err != nil {
			e.refused[i] = err
			continue
		}
		e.scopes = changed
	}
}

// body returns the body that makes the service's list the wanted one; nil when it
// is that already.
func (e *edit) body() ([]byte, error) {
	if sameScopes(e.scopes, e.record.known.scopes) {
		e.scopes = e.record.known.scopes
		return nil, nil
	}
	if e.scopes == nil {
		e.scopes = []Scope{} // null would not clear the list
	}
	return json.Marshal(rest.Settings{"scopes": e.scopes})
}

// finish gives the members their outcomes. err is the failure of all members that
// did not refuse the list themselves.
func (e *edit) finish(err error) {
	restored := restoredIn(e.record.identifier, e.restored)
	for i, m := range e.group {
		switch {
		case e.refused[i] != nil:
			m.end(outcome{err: e.refused[i]})
		case err != nil:
			m.end(outcome{err: rest.Copy(err)})
		default:
			m.end(outcome{scopes: slices.Clone(e.scopes), interference: restored})
			restored = nil // one member reports it
		}
	}
}
