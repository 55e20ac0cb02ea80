package management

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// UpdateScope changes the description of a scope of an API, or adds it again
// where it was removed. Scopes that others put at the same time, or before, stay.
// IsNotFound reports that there is no such API.
func (c *Client) UpdateScope(ctx context.Context, identifier string, scope Scope) ([]Interference, error) {
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		at := indexOf(list, scope.Value)
		if at < 0 {
			return append(list, scope), nil
		}
		list[at] = scope
		return list, nil
	})
	if err == nil && indexOf(outcome.scopes, scope.Value) < 0 {
		err = fmt.Errorf("the scope %q is not in API %q after it was written: something else removes it", scope.Value, identifier)
	}
	return outcome.interference, err
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

// ScopesDeleted is the outcome of removing scopes.
type ScopesDeleted struct {
	// Kept are scopes that stay, since this run created them or took them over for
	// another resource.
	Kept []string
	// Interference is what another process was seen to do at the same time.
	Interference []Interference
}

// DeleteScopes removes scopes from an API. It succeeds when the API has none of
// them, and when there is no such API. owner is the text of the resource's private
// state.
func (c *Client) DeleteScopes(ctx context.Context, identifier, owner string, values ...string) (ScopesDeleted, error) {
	var deleted ScopesDeleted
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		deleted.Kept = nil
		return slices.DeleteFunc(list, func(s Scope) bool {
			if !slices.Contains(values, s.Value) {
				return false
			}
			o := heldObject{ScopeKind, ScopeID(identifier, s.Value)}
			if c.holdings.heldForOther(o, owner) {
				deleted.Kept = append(deleted.Kept, s.Value)
				return false
			}
			c.holdings.forget(o)
			return true
		}), nil
	})
	if IsNotFound(err) {
		return ScopesDeleted{}, nil
	}
	if err != nil {
		// The change may still be under way, and deleted with it.
		return ScopesDeleted{}, err
	}
	deleted.Interference = outcome.interference
	return deleted, nil
}

// ReplaceScopes makes scopes the whole list of an API. known are the names that
// the resource's state has. When the API has scopes that are in neither, or that
// this run created for another resource, nothing is written and the error is a
// *ForeignScopesError. An *ExistsError reports a scope that the set adds and that
// another resource of this run manages.
func (c *Client) ReplaceScopes(ctx context.Context, identifier, owner string, scopes []Scope, known []string) ([]Interference, error) {
	object := func(value string) heldObject { return heldObject{ScopeKind, ScopeID(identifier, value)} }
	outcome, err := c.scopes.submit(ctx, identifier, func(list []Scope) ([]Scope, error) {
		var foreign []string
		for _, s := range list {
			if indexOf(scopes, s.Value) < 0 && (!slices.Contains(known, s.Value) || c.holdings.heldForOther(object(s.Value), owner)) {
				foreign = append(foreign, s.Value)
			}
		}
		if len(foreign) > 0 {
			return nil, &ForeignScopesError{Scopes: foreign}
		}
		for _, s := range scopes {
			if _, ok := c.holdings.claim(object(s.Value), owner); !ok && !slices.Contains(known, s.Value) {
				return nil, &ExistsError{ID: ScopeID(identifier, s.Value), Held: true}
			}
		}
		return slices.Clone(scopes), nil
	})
	return outcome.interference, err
}

func indexOf(scopes []Scope, value string) int {
	return slices.IndexFunc(scopes, func(s Scope) bool { return s.Value == value })
}

// sameScopes reports whether two lists differ in nothing but their order.
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
