package management

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// PutScopeResult tells what a scope was before it was put.
type PutScopeResult struct {
	// Existed is true when the API had a scope of this name.
	Existed bool
	// Before is that scope.
	Before Scope
	// Interference is what somebody else was seen to do at the same time.
	Interference []Interference
}

// PutScope adds a scope to an API, or changes its description. Scopes that
// others put at the same time, or before, stay. IsNotFound tells that there is
// no such API.
func (c *Client) PutScope(ctx context.Context, identifier string, scope Scope) (PutScopeResult, error) {
	var result PutScopeResult
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		result = PutScopeResult{}
		at := indexOf(list, scope.Value)
		if at < 0 {
			return append(list, scope), nil
		}
		result = PutScopeResult{Existed: true, Before: list[at]}
		list[at] = scope
		return list, nil
	})
	if err != nil {
		// The change may still be under way, and result with it.
		return PutScopeResult{}, err
	}
	if indexOf(outcome.scopes, scope.Value) < 0 {
		return PutScopeResult{}, fmt.Errorf("the scope %q is not in API %q after it was written: something else removes it", scope.Value, identifier)
	}
	result.Interference = outcome.interference
	return result, nil
}

// AliasError says that scopes were not changed, since the API was named by
// something else than its identifier. The service finds an API by its ID too,
// but changes under two names would not wait for each other.
type AliasError struct {
	// Name is what the caller gave, Identifier what the API is called.
	Name, Identifier string
}

// Error says which API the name finds.
func (e *AliasError) Error() string {
	return fmt.Sprintf("%q is not an identifier, but finds the API %q", e.Name, e.Identifier)
}

// DeleteScope removes scopes from an API; no error when it has none of them, or
// when there is no such API.
func (c *Client) DeleteScope(ctx context.Context, identifier string, values ...string) ([]Interference, error) {
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		return slices.DeleteFunc(list, func(s Scope) bool { return slices.Contains(values, s.Value) }), nil
	})
	if IsNotFound(err) {
		return nil, nil
	}
	return outcome.interference, err
}

// ReplaceScopes makes scopes the whole list of an API. When the API has scopes that are neither in
// scopes nor in known, which are names, nothing is written and the error is a
// *ForeignScopesError.
func (c *Client) ReplaceScopes(ctx context.Context, identifier string, scopes []Scope, known []string) ([]Interference, error) {
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		var foreign []string
		for _, s := range list {
			if indexOf(scopes, s.Value) < 0 && !slices.Contains(known, s.Value) {
				foreign = append(foreign, s.Value)
			}
		}
		if len(foreign) > 0 {
			return nil, &ForeignScopesError{Scopes: foreign}
		}
		return slices.Clone(scopes), nil
	})
	return outcome.interference, err
}

func indexOf(scopes []Scope, value string) int {
	return slices.IndexFunc(scopes, func(s Scope) bool { return s.Value == value })
}

// sameScopes tells whether two lists differ in nothing but their order.
func sameScopes(a, b []Scope) bool {
	byValue := func(a, b Scope) int { return strings.Compare(a.Value, b.Value) }
	return slices.EqualFunc(slices.SortedStableFunc(slices.Values(a), byValue), slices.SortedStableFunc(slices.Values(b), byValue), sameScope)
}

func sameScope(a, b Scope) bool {
	if a.Value != b.Value || (a.Description == nil) != (b.Description == nil) {
		return false
	}
	return a.Description == nil || *a.Description == *b.Description
}
