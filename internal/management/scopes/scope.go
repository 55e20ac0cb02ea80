package scopes

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Scope is one permission of an API.
type Scope struct {
	Value string `json:"value"`
	// Description is nil for a scope without one; the service distinguishes that from
	// an empty description.
	Description *string `json:"description,omitempty"`
}

// AliasError says that scopes were not changed, because the API was named by
// something other than its identifier. The service finds an API by its ID too, but
// changes under two names would not wait for each other.
type AliasError struct {
	// Name is what the caller passed, Identifier is the API's identifier.
	Name, Identifier string
}

// Error says which API the name finds.
func (e *AliasError) Error() string {
	return fmt.Sprintf("%q is not an identifier, but finds the API %q", e.Name, e.Identifier)
}

// ForeignScopesError says that a set of scopes was not replaced, because the API has
// scopes that the caller does not know and would remove.
type ForeignScopesError struct {
	// Scopes are the names of those scopes.
	Scopes []string
}

// Error names the scopes.
func (e *ForeignScopesError) Error() string {
	return "the API has scopes that are not known here: " + strings.Join(e.Scopes, ", ")
}

// Interference is what another process was seen to do to scopes that this process
// has written: the service replaces an API's whole list, so a process that writes it
// from an earlier reading undoes what came between.
type Interference struct {
	// Identifier is the API's.
	Identifier string
	// Restored are scopes that were missing, and were written again.
	Restored []string
	// Removed are scopes that this process had removed, that were there again, and
	// were removed again.
	Removed []string
	// Err is why that failed; nil if it did not.
	Err error
}

func (i Interference) none() bool { return len(i.Restored)+len(i.Removed) == 0 }

func restoredIn(identifier string, scopes []string) []Interference {
	if len(scopes) == 0 {
		return nil
	}
	return []Interference{{Identifier: identifier, Restored: scopes}}
}

// api is an API with its scopes.
type api struct {
	ID         string  `json:"id"`
	Identifier string  `json:"identifier"`
	Scopes     []Scope `json:"scopes"`
}

// UnmarshalJSON reads the service's form.
func (a *api) UnmarshalJSON(data []byte) error {
	type plain api
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	if a.ID == "" {
		return rest.ErrNoID
	}
	return nil
}

func indexOf(scopes []Scope, value string) int {
	return slices.IndexFunc(scopes, func(s Scope) bool { return s.Value == value })
}

// sameScopes reports whether two lists differ only in their order.
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

// sameForPeople reports whether two scopes look the same to people: an empty
// description counts as none.
func sameForPeople(a, b Scope) bool {
	return a.Value == b.Value && text(a.Description) == text(b.Description)
}

func sameSetForPeople(a, b []Scope) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(s Scope) bool {
		at := indexOf(b, s.Value)
		return at < 0 || !sameForPeople(s, b[at])
	})
}

func text(description *string) string {
	if description == nil {
		return ""
	}
	return *description
}

func valuesOf(scopes []Scope) []string {
	values := make([]string, len(scopes))
	for i, s := range scopes {
		values[i] = s.Value
	}
	return values
}
