package clientgrant

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

const (
	subjectClient = "client"
	subjectUser   = "user"
	// expressConfiguration is the type of client to which the service itself
	// grants what it needs.
	expressConfiguration = "express_configuration"
)

// newGrant is a grant as it was sent, with the service's defaults. It is for one
// client, or the default for a class of clients.
func newGrant(sent map[string]any) (*store.ClientGrant, error) {
	_, forClient := sent["client_id"].(string)
	_, byDefault := sent["default_for"].(string)
	if forClient == byDefault {
		return nil, endpoint.InvalidBody("exactly one of client_id and default_for is required.")
	}
	grant, err := changed(&store.ClientGrant{SubjectType: subjectClient}, sent)
	if err != nil {
		return nil, err
	}
	if grant.Scope == nil && !isTrue(grant.AllowAllScopes) {
		grant.Scope = []string{}
	}
	return grant, nil
}

// changed is the grant with what was sent. A grant for all scopes lists none.
func changed(stored *store.ClientGrant, sent map[string]any) (*store.ClientGrant, error) {
	grant, err := endpoint.Merged(stored, sent)
	if err != nil {
		return nil, err
	}
	if scope, isSet := sent["scope"]; isSet && scope == nil && stored.Scope != nil {
		grant.Scope = []string{}
	}
	if isTrue(grant.AllowAllScopes) && !endpoint.IsSet(sent, "scope") {
		grant.Scope = nil
	}
	return grant, nil
}

// checkHolder checks the client that a new grant is for.
func checkHolder(tx store.Reader, grant *store.ClientGrant) error {
	if grant.DefaultFor != "" {
		return nil
	}
	client := tx.Client(grant.ClientID)
	if client == nil {
		return endpoint.MissingClient()
	}
	if client.AppType == expressConfiguration {
		// Recorded 2025-11.
		return endpoint.Refuse(http.StatusBadRequest, "validation_error", "Client of type %s cannot be used", expressConfiguration)
	}
	return checkOrganizations(client, grant)
}

// checkOrganizations: a strict third-party client needs an association with each
// organization (documented; the words are unknown).
func checkOrganizations(client *store.Client, grant *store.ClientGrant) error {
	if client != nil && client.IsStrict() && isTrue(grant.AllowAnyOrganization) {
		return endpoint.InvalidBody("allow_any_organization cannot be true for a third-party client in strict mode.")
	}
	return nil
}

// check holds a grant against the API that it is for. The scopes are not: the
// service takes any (recorded 2025-08 by PATCH, 2026-04 by POST).
func check(grant *store.ClientGrant, sent map[string]any, rs *store.ResourceServer) error {
	if rs.IsSystem && grant.DefaultFor != "" {
		return endpoint.InvalidBody("`default_for` cannot be provided when `audience` is a system API.")
	}
	if err := checkAllScopes(grant, sent, rs); err != nil {
		return err
	}
	if err := checkUnique(grant.Scope); err != nil {
		return err
	}
	if endpoint.IsSet(sent, "authorization_details_types") {
		return checkDetailTypes(grant)
	}
	return nil
}

// checkAllScopes also empties a list that says nothing beside allow_all_scopes.
func checkAllScopes(grant *store.ClientGrant, sent map[string]any, rs *store.ResourceServer) error {
	if rs.IsSystem && endpoint.IsSet(sent, "allow_all_scopes") {
		return endpoint.InvalidBody("`allow_all_scopes` cannot be provided when `audience` is a system API.")
	}
	switch {
	case !isTrue(grant.AllowAllScopes) && grant.Scope == nil:
		return endpoint.InvalidBody("scope is required when allow_all_scopes is not true.")
	case isTrue(grant.AllowAllScopes) && len(grant.Scope) > 0:
		return endpoint.InvalidBody("scope cannot be provided when allow_all_scopes is true.")
	case isTrue(grant.AllowAllScopes):
		grant.Scope = nil
	}
	return nil
}

// checkUnique refuses a scope that occurs twice, in the service's general words
// for lists of which the items must be unique. That this is one is inferred.
func checkUnique(scopes []string) error {
	first := make(map[string]int, len(scopes))
	for i, scope := range scopes {
		if j, twice := first[scope]; twice {
			return endpoint.InvalidBody("'Array items are not unique (indexes %d and %d)' on property scope (Scopes that the client may ask for.).", j, i)
		}
		first[scope] = i
	}
	return nil
}

// checkDetailTypes: they are about users (documented). The service takes types
// that the API does not declare (recorded 2025-08).
func checkDetailTypes(grant *store.ClientGrant) error {
	if len(grant.AuthorizationDetailsTypes) > 0 && grant.SubjectType != subjectUser {
		return endpoint.InvalidBody("authorization_details_types is only for grants with subject_type user.")
	}
	return nil
}
