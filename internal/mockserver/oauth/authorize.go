package oauth

import (
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// subjectClient is the subject_type of the grants that count here: a grant for
// users says nothing about what the client may do on its own.
const subjectClient = "client"

// authorize decides which scopes an authenticated client gets for an API.
func authorize(found parties, params params) ([]string, *refusal) {
	audience := params["audience"]
	if !slices.Contains(found.client.GrantTypes, clientCredentials) {
		return nil, refuse(http.StatusForbidden, "unauthorized_client", "Grant type '%s' not allowed for the client.", clientCredentials)
	}
	if audience == "" {
		return nil, denied("No audience parameter was provided, and no default audience has been configured")
	}
	if found.api == nil {
		return nil, denied("Service not found: %s", audience)
	}
	if params["organization"] != "" {
		return nil, badRequest("the mock tenant has no organizations")
	}
	if policy := found.api.SubjectTypeAuthorization; policy != nil && policy.Client.Policy == "deny_all" {
		return nil, denied("Client is not authorized to access \"%s\": the API's subject_type_authorization denies all clients.", audience)
	}
	if found.grant == nil {
		return nil, denied("Client is not authorized to access \"%s\". You need to create a \"client-grant\" associated to this API.", audience)
	}
	if found.grant.OrganizationUsage == "require" {
		return nil, denied("Client is not authorized to access \"%s\" without an organization: the client grant requires one.", audience)
	}
	return subset(grantedScopes(found.api, found.grant), strings.Fields(params["scope"]))
}

// grantedScopes are the scopes that the grant permits and the API still has, in
// the order of the grant.
func grantedScopes(api *store.ResourceServer, grant *store.ClientGrant) []string {
	existing := make([]string, len(api.Scopes))
	for i, scope := range api.Scopes {
		existing[i] = scope.Value
	}
	if grant.AllowAllScopes != nil && *grant.AllowAllScopes {
		return existing
	}
	known := make(map[string]bool, len(existing))
	for _, scope := range existing {
		known[scope] = true
	}
	var granted []string
	for _, scope := range grant.Scope {
		if known[scope] {
			granted = append(granted, scope)
		}
	}
	return granted
}

// subset picks the asked scopes out of the granted ones, keeping their order;
// asking for none gets all.
func subset(granted, asked []string) ([]string, *refusal) {
	if len(asked) == 0 {
		return granted, nil
	}
	wanted := make(map[string]bool, len(asked))
	for _, scope := range asked {
		wanted[scope] = true
	}
	var picked []string
	for _, scope := range granted {
		if wanted[scope] {
			picked = append(picked, scope)
			delete(wanted, scope)
		}
	}
	if len(wanted) == 0 {
		return picked, nil
	}
	var missing []string
	for _, scope := range asked {
		if wanted[scope] {
			missing = append(missing, scope)
			delete(wanted, scope)
		}
	}
	return nil, denied("Client has not been granted scopes: %s", strings.Join(missing, ", "))
}
