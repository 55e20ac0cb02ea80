package oauth

import (
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// subjectUser is the subject_type of the grants for what a client may do in the
// name of a user.
const subjectUser = "user"

// The policies of subject_type_authorization for users.
const (
	policyDenyAll      = "deny_all"
	policyRequireGrant = "require_client_grant"
)

// delegate decides which scopes of an API a client may get in a user's name,
// whatever the user has to say. Scopes that nobody gets are left out, not
// refused, as the service does it: the answer's "scope" tells.
func delegate(tenant store.Reader, client *store.Client, api *store.ResourceServer, asked []string) ([]string, *refusal) {
	available, refused := delegable(tenant, client, api)
	if refused != nil {
		return nil, refused
	}
	if len(asked) == 0 && client.IsFirstParty {
		return available, nil
	}
	var granted []string
	for _, scope := range asked {
		oidc := scope == scopeOpenID || scope == scopeProfile || scope == scopeEmail
		offline := scope == scopeOffline && api.AllowOfflineAccess && slices.Contains(client.GrantTypes, refreshToken)
		if (oidc || offline || slices.Contains(available, scope)) && !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	return granted, nil
}

// delegable are the API's scopes that the client may get for a user at all.
func delegable(tenant store.Reader, client *store.Client, api *store.ResourceServer) ([]string, *refusal) {
	policy := ""
	if api.SubjectTypeAuthorization != nil {
		policy = api.SubjectTypeAuthorization.User.Policy
	}
	switch {
	case policy == policyDenyAll:
		return nil, denied("Client is not authorized to access \"%s\": the API's subject_type_authorization denies all users.", api.Identifier)
	case policy == policyRequireGrant:
		grant := grantFor(tenant, client, api.Identifier, subjectUser)
		if grant == nil {
			return nil, denied("Client is not authorized to access \"%s\". You need to create a \"client-grant\" of subject_type user associated to this API.", api.Identifier)
		}
		if grant.OrganizationUsage == "require" {
			return nil, denied("Client is not authorized to access \"%s\" without an organization: the client grant requires one.", api.Identifier)
		}
		return grantedScopes(api, grant), nil
	case api.IsSystem:
		// What a user may do there, the mock does not have: its own profile.
		return nil, nil
	}
	return scopesOf(api), nil
}

// grantFor finds what permits the client to use the API. A grant of the
// client's own takes precedence over the default for third-party clients.
func grantFor(tenant store.Reader, client *store.Client, audience, subjectType string) *store.ClientGrant {
	grant := tenant.ClientGrantFor(client.ClientID, audience, subjectType)
	if grant == nil && !client.IsFirstParty {
		grant = tenant.ClientGrantFor("", audience, subjectType)
	}
	return grant
}

// apiFor finds the API that a user's token is asked for. Without an audience
// that is the tenant itself, for its /userinfo.
func (h *handler) apiFor(tenant store.Reader, audience string) (*store.ResourceServer, *refusal) {
	if audience == "" || audience == h.url(UserinfoPath) {
		return h.userinfoAPI(), nil
	}
	api := tenant.ResourceServerByIdentifier(audience)
	if api == nil {
		return nil, denied("Service not found: %s", audience)
	}
	return api, nil
}

// userinfoAPI is the API that /userinfo is: no object of the Management API,
// but with the same rules for its tokens.
func (h *handler) userinfoAPI() *store.ResourceServer {
	return &store.ResourceServer{
		Name: "your profile", Identifier: h.url(UserinfoPath), SigningAlg: "RS256", AllowOfflineAccess: true,
		TokenLifetime: defaultLifetime, TokenLifetimeForWeb: defaultLifetimeForWeb,
	}
}

// mayGrant refuses a grant type that the client is not set up for.
func mayGrant(client *store.Client, grantType string) *refusal {
	if slices.Contains(client.GrantTypes, grantType) {
		return nil
	}
	return refuse(http.StatusForbidden, "unauthorized_client", "Grant type '%s' not allowed for the client.", grantType)
}
