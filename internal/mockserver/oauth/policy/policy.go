// Package policy decides what a client may get: which grant types, which APIs,
// and which scopes of these, on its own or for a user.
package policy

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The grant types that a client may have.
const (
	ClientCredentials = "client_credentials"
	AuthorizationCode = "authorization_code"
	RefreshToken      = "refresh_token"
	// Implicit is for tokens that /authorize itself answers with.
	Implicit = "implicit"
)

// The values of a grant's subject_type: what a client does on its own, and what
// it does for a user.
const (
	subjectClient = "client"
	subjectUser   = "user"
)

// The values of subject_type_authorization.
const (
	denyAll      = "deny_all"
	requireGrant = "require_client_grant"
)

// CheckGrantType refuses a grant type that is not enabled for the client.
func CheckGrantType(client *store.Client, grantType string) error {
	if slices.Contains(client.GrantTypes, grantType) {
		return nil
	}
	return protocol.NewError(http.StatusForbidden, "unauthorized_client", "Grant type '%s' not allowed for the client.", grantType)
}

// grantFor returns the grant that permits the client to use the API, or nil. The
// client's own grant takes precedence over the default for third-party clients.
func grantFor(tenant store.Reader, client *store.Client, audience, subjectType string) *store.ClientGrant {
	grant := tenant.ClientGrantFor(client.ClientID, audience, subjectType)
	if grant == nil && !client.IsFirstParty {
		grant = tenant.ClientGrantFor("", audience, subjectType)
	}
	return grant
}

// grantedScopes are the scopes that the grant permits and the API has, in the
// order of the grant.
func grantedScopes(api *store.ResourceServer, grant *store.ClientGrant) []string {
	if grant.AllowAllScopes != nil && *grant.AllowAllScopes {
		return ScopesOf(api)
	}
	return Intersection(grant.Scope, ScopesOf(api))
}

// ScopesOf returns the values of the API's scopes.
func ScopesOf(api *store.ResourceServer) []string {
	scopes := make([]string, len(api.Scopes))
	for i, scope := range api.Scopes {
		scopes[i] = scope.Value
	}
	return scopes
}

// Intersection returns the elements of a that are in b, in the order of a. It is
// never nil.
func Intersection(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, each := range b {
		in[each] = true
	}
	out := []string{}
	for _, each := range a {
		if in[each] {
			out = append(out, each)
		}
	}
	return out
}
