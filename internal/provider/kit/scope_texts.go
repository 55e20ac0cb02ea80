package kit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// QuotedScopes is `scope "a"`, or `scopes "a", "b"`.
func QuotedScopes(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	if len(names) == 1 {
		return "scope " + quoted[0]
	}
	return "scopes " + strings.Join(quoted, ", ")
}

// UndefinedScopes says which scopes of a grant an API does not define, and what
// follows from it.
func UndefinedScopes(identifier string, missing []string) string {
	pronoun := "them"
	if len(missing) == 1 {
		pronoun = "it"
	}
	return fmt.Sprintf("API %q does not define the %s: no token will contain %s", identifier, QuotedScopes(missing), pronoun)
}

// Without are the elements of a list that another one lacks, sorted.
func Without(list, other []string) []string {
	missing := slices.DeleteFunc(slices.Clone(list), func(e string) bool { return slices.Contains(other, e) })
	slices.Sort(missing)
	return missing
}

// ScopeNames returns the names of the scopes of an API.
func ScopeNames(api *management.ResourceServer) []string {
	names := make([]string, len(api.Scopes))
	for i, s := range api.Scopes {
		names[i] = s.Value
	}
	return names
}
