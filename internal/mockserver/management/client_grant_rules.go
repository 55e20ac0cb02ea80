package management

import (
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	subjectClient = "client"
	subjectUser   = "user"
)

// newClientGrant is a grant as it was sent, with the service's defaults. It is
// for one client, or the default for a class of clients.
func newClientGrant(sent map[string]any) (*store.ClientGrant, error) {
	_, forClient := sent["client_id"].(string)
	_, byDefault := sent["default_for"].(string)
	if forClient == byDefault {
		return nil, invalidBody("exactly one of client_id and default_for is required.")
	}
	grant, err := changedGrant(&store.ClientGrant{SubjectType: subjectClient}, sent)
	if err != nil {
		return nil, err
	}
	if grant.Scope == nil && !isTrue(grant.AllowAllScopes) {
		grant.Scope = []string{}
	}
	return grant, nil
}

// changedGrant is the grant with what was sent. A grant for all scopes lists none.
func changedGrant(stored *store.ClientGrant, sent map[string]any) (*store.ClientGrant, error) {
	grant, err := merged(stored, sent)
	if err != nil {
		return nil, err
	}
	if scope, given := sent["scope"]; given && scope == nil && stored.Scope != nil {
		grant.Scope = []string{}
	}
	if isTrue(grant.AllowAllScopes) && !isSet(sent, "scope") {
		grant.Scope = nil
	}
	return grant, nil
}

// checkGrant holds a grant against the API that it is for.
func checkGrant(grant *store.ClientGrant, sent map[string]any, rs *store.ResourceServer) error {
	if err := checkAllScopes(grant, sent, rs); err != nil {
		return err
	}
	if isSet(sent, "scope") {
		if err := checkGrantedScopes(grant.Scope, rs); err != nil {
			return err
		}
	}
	if isSet(sent, "authorization_details_types") {
		return checkDetailTypes(grant, rs)
	}
	return nil
}

// checkAllScopes also empties a list that says nothing beside allow_all_scopes.
func checkAllScopes(grant *store.ClientGrant, sent map[string]any, rs *store.ResourceServer) error {
	if rs.IsSystem && isSet(sent, "allow_all_scopes") {
		return invalidBody("`allow_all_scopes` cannot be provided when `audience` is a system API.")
	}
	switch {
	case !isTrue(grant.AllowAllScopes) && grant.Scope == nil:
		return invalidBody("scope is required when allow_all_scopes is not true.")
	case isTrue(grant.AllowAllScopes) && len(grant.Scope) > 0:
		return invalidBody("scope cannot be provided when allow_all_scopes is true.")
	case isTrue(grant.AllowAllScopes):
		grant.Scope = nil
	}
	return nil
}

// checkGrantedScopes refuses what the API does not define. The service checks
// only a list that is sent: removing a scope from an API leaves it in the
// grants that name it (where it permits nothing, since tokens hold only scopes
// that the API has), and their next list must do without it.
func checkGrantedScopes(scopes []string, rs *store.ResourceServer) error {
	defined := make(map[string]bool, len(rs.Scopes))
	for _, scope := range rs.Scopes {
		defined[scope.Value] = true
	}
	seen := make(map[string]bool, len(scopes))
	var unknown []string
	for _, scope := range scopes {
		if seen[scope] {
			return invalidBody("scope must be unique, but %s occurs more than once.", scope)
		}
		seen[scope] = true
		if !defined[scope] {
			unknown = append(unknown, scope)
		}
	}
	if unknown != nil {
		return invalidBody("scope must be a subset of resource server scopes: %s does not define %s.", rs.Identifier, strings.Join(unknown, ", "))
	}
	return nil
}

func checkDetailTypes(grant *store.ClientGrant, rs *store.ResourceServer) error {
	if len(grant.AuthorizationDetailsTypes) == 0 {
		return nil
	}
	if grant.SubjectType != subjectUser {
		return invalidBody("authorization_details_types is only for grants with subject_type user.")
	}
	known, err := authorizationDetailTypes(rs)
	if err != nil {
		return err
	}
	for _, each := range grant.AuthorizationDetailsTypes {
		if !slices.Contains(known, each) {
			return invalidBody("authorization_details_types: the authorization_details of %s have no type %s.", rs.Identifier, each)
		}
	}
	return nil
}
