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
	// TokenExchange is that of RFC 8693.
	TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
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
	allowAll     = "allow_all"
	denyAll      = "deny_all"
	requireGrant = "require_client_grant"
)

// grantTypesURI is the error_uri of the service (facts 4.5, reported).
const grantTypesURI = "https://auth0.com/docs/clients/client-grant-types"

// CheckGrantType refuses a grant type that is not enabled for the client.
func CheckGrantType(client *store.Client, grantType string) error {
	if slices.Contains(client.GrantTypes, grantType) {
		return nil
	}
	refused := protocol.NewError(http.StatusForbidden, "unauthorized_client", "Grant type '%s' not allowed for the client.", grantType)
	refused.URI = grantTypesURI
	return refused
}

// access is what a client may get at an API. The zero value is nothing at all.
type access struct {
	permitted bool
	// grant is what permits it; nil where none is needed.
	grant *store.ClientGrant
	// scopes are those that tokens can carry: granted, and defined by the API.
	scopes []string
	// undefined are those of the grant that the API lacks (facts 4.6). Asking for
	// one is no error; unknown: whether a token carries it, inferred: it does not.
	undefined []string
}

// accessOf decides what the client may get at the API as a subject of this type
// (facts 4.4).
func accessOf(tenant store.Reader, client *store.Client, api *store.ResourceServer, subjectType string) access {
	policy := policyOf(api, subjectType)
	switch {
	case policy == denyAll, api.IsSystem && IsStrict(client):
		return access{}
	case policy == allowAll && !IsStrict(client):
		if api.IsSystem {
			// What a user may do there is about their own profile, which the mock lacks.
			return access{permitted: true}
		}
		return access{permitted: true, scopes: ScopesOf(api)}
	}
	grant := grantFor(tenant, client, api.Identifier, subjectType)
	if grant == nil {
		return access{}
	}
	defined := ScopesOf(api)
	if grant.AllowAllScopes != nil && *grant.AllowAllScopes {
		return access{permitted: true, grant: grant, scopes: defined}
	}
	return access{permitted: true, grant: grant, scopes: Intersection(grant.Scope, defined), undefined: difference(grant.Scope, defined)}
}

// policyOf returns the API's policy for the type of subject, or the service's
// default of it.
func policyOf(api *store.ResourceServer, subjectType string) string {
	policies := api.SubjectTypeAuthorization
	switch {
	case policies != nil && subjectType == subjectClient && policies.Client.Policy != "":
		return policies.Client.Policy
	case policies != nil && subjectType == subjectUser && policies.User.Policy != "":
		return policies.User.Policy
	case subjectType == subjectUser:
		return allowAll
	}
	return requireGrant
}

// grantFor returns the grant that permits the client to use the API, or nil: its
// own, else the default for third-party clients, never both together (facts 4.4).
func grantFor(tenant store.Reader, client *store.Client, audience, subjectType string) *store.ClientGrant {
	grant := tenant.ClientGrantFor(client.ClientID, audience, subjectType)
	if grant == nil && !client.IsFirstParty {
		grant = tenant.ClientGrantFor("", audience, subjectType)
	}
	return grant
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

// difference returns the elements of a that are not in b, each once.
func difference(a, b []string) []string {
	exclude := make(map[string]bool, len(b))
	for _, each := range b {
		exclude[each] = true
	}
	var out []string
	for _, each := range a {
		if !exclude[each] {
			out = append(out, each)
			exclude[each] = true
		}
	}
	return out
}
