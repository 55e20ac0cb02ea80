package management

import (
	"context"
	"slices"
)

// PutScopeResult tells what a scope was before it was put.
type PutScopeResult struct {
	// Existed is true when the API had a scope of this name.
	Existed bool
	// Before is that scope.
	Before Scope
}

// PutScope adds a scope to an API, or changes its description. Scopes that
// others put at the same time, or before, stay.
func (c *Client) PutScope(ctx context.Context, identifier string, scope Scope) (PutScopeResult, error) {
	var result PutScopeResult
	_, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		result = PutScopeResult{}
		at := slices.IndexFunc(list, func(s Scope) bool { return s.Value == scope.Value })
		if at < 0 {
			return append(list, scope), nil
		}
		result = PutScopeResult{Existed: true, Before: list[at]}
		list[at] = scope
		return list, nil
	})
	return result, err
}

// DeleteScope removes scopes from an API; no error when it has none of them, or
// when there is no such API.
func (c *Client) DeleteScope(ctx context.Context, identifier string, values ...string) error {
	_, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		return slices.DeleteFunc(list, func(s Scope) bool { return slices.Contains(values, s.Value) }), nil
	})
	if IsNotFound(err) {
		return nil
	}
	return err
}

// ReplaceScopes makes scopes the whole list of an API, and returns the list
// that the service then answers. When the API has scopes that are neither in
// scopes nor in known, which are names, nothing is written and the error is a
// *ForeignScopesError.
func (c *Client) ReplaceScopes(ctx context.Context, identifier string, scopes []Scope, known []string) ([]Scope, error) {
	return c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		var foreign []string
		for _, s := range list {
			wanted := slices.ContainsFunc(scopes, func(w Scope) bool { return w.Value == s.Value })
			if !wanted && !slices.Contains(known, s.Value) {
				foreign = append(foreign, s.Value)
			}
		}
		if len(foreign) > 0 {
			return nil, &ForeignScopesError{Scopes: foreign}
		}
		return slices.Clone(scopes), nil
	})
}

// sameScopes tells whether writing one list over the other changes nothing
// that the service can tell apart but the order.
func sameScopes(a, b []Scope) bool {
	if len(a) != len(b) {
		return false
	}
	for _, s := range a {
		if !slices.ContainsFunc(b, func(o Scope) bool { return sameScope(s, o) }) {
			return false
		}
	}
	return true
}

func sameScope(a, b Scope) bool {
	if a.Value != b.Value || (a.Description == nil) != (b.Description == nil) {
		return false
	}
	return a.Description == nil || *a.Description == *b.Description
}
