package policy

import (
	"slices"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Delegation is what a user lets a client do: what an authorization code and a
// refresh token stand for, and what tokens for users are made of.
type Delegation struct {
	Client *store.Client
	API    *store.ResourceServer
	User   user.User
	// AuthTime is when the user logged in.
	AuthTime time.Time
	Scopes   []string
	// Organization is that of the login, or nil.
	Organization *Organization
	// Permissions are what an *_authz token shows, and Declared is the user as the
	// tenant knows them; both are set by [Users.Narrow], and may be nil.
	Permissions []string
	Declared    *store.User
	// CustomClaims are those of access tokens that an Action of the service would set;
	// they are set by [Users.Narrow], too.
	CustomClaims map[string]any
	// SessionID is that of the session at the tenant ("sid"), or empty.
	SessionID string
	// Nonce is that of the authorization request (OpenID Connect), or empty.
	Nonce string
	// KeyThumbprint is that of the key of the request's DPoP proof; in the result
	// of [Users.Renew] it is set only if tokens are bound to the key.
	KeyThumbprint string
}

// The default lifetimes of an access token at the service, in seconds.
const (
	DefaultLifetime       = 86400
	DefaultLifetimeForWeb = 7200
)

// Users decides what clients may do for users.
type Users struct {
	// UserinfoURL is the audience of tokens for /userinfo.
	UserinfoURL string
	// OnlyDeclared refuses users that the tenant does not have.
	OnlyDeclared bool
}

// API returns the API that a user's token is asked for. Without an audience that
// is the tenant's own /userinfo.
func (u Users) API(tenant store.Reader, audience string) (*store.ResourceServer, error) {
	if audience == "" || audience == u.UserinfoURL {
		return u.UserinfoAPI(), nil
	}
	api := tenant.ResourceServerByIdentifier(audience)
	if api == nil {
		return nil, unknownAPI(tenant, audience)
	}
	return api, nil
}

// UserinfoAPI is the API that /userinfo is. It is no object of the Management
// API, but its tokens follow the same rules.
func (u Users) UserinfoAPI() *store.ResourceServer {
	return &store.ResourceServer{
		Name: "your profile", Identifier: u.UserinfoURL, SigningAlg: "RS256", AllowOfflineAccess: true,
		TokenLifetime: DefaultLifetime, TokenLifetimeForWeb: DefaultLifetimeForWeb,
	}
}

// Scopes decides which scopes of an API a client may get for a user, before the
// user is asked. Scopes beyond that are left out and not refused, as at the
// service; the member "scope" of the answer says which were granted. The OpenID
// scopes of strict third parties are left out too (facts 4.3).
func (u Users) Scopes(tenant store.Reader, client *store.Client, api *store.ResourceServer, asked []string) ([]string, error) {
	available, err := u.Available(tenant, client, api)
	if err != nil {
		return nil, err
	}
	if len(asked) == 0 && client.IsFirstParty {
		if policyOf(api, subjectUser) == requireGrant {
			return nil, nil // nothing that was not asked for by name (facts 9.5)
		}
		return available, nil
	}
	var granted []string
	for _, scope := range asked {
		openID := isOpenIDScope(scope) && !IsStrict(client)
		offline := scope == user.ScopeOffline && issuesRefreshTokens(client, api)
		if (openID || offline || slices.Contains(available, scope)) && !slices.Contains(granted, scope) {
			granted = append(granted, scope)
		}
	}
	return granted, nil
}

// Available returns the scopes of an API that a client may get for a user at all. A
// refusal is an error.
func (u Users) Available(tenant store.Reader, client *store.Client, api *store.ResourceServer) ([]string, error) {
	// A token for /userinfo needs no grant; strict third parties may not use it.
	available := access{permitted: !IsStrict(client)}
	if api.Identifier != u.UserinfoURL {
		available = accessOf(tenant, client, api, subjectUser)
	}
	if !available.permitted {
		// unknown: the status, and what the token endpoint answers when the grant was
		// deleted since the authorization request.
		return nil, protocol.InvalidRequest(`Client "%s" is not authorized to access resource server "%s".`, client.ClientID, api.Identifier)
	}
	return available.scopes, nil
}

// Renew applies to a delegation the rules that the tenant has now: the API may
// have been deleted, or the client's grant.
func (u Users) Renew(tenant store.Reader, d Delegation) (*Delegation, error) {
	var err error
	if d.API, err = u.API(tenant, d.API.Identifier); err != nil {
		return nil, err
	}
	if len(d.Scopes) == 0 { // Scopes would return all
		_, err = u.Available(tenant, d.Client, d.API)
	} else {
		d.Scopes, err = u.Scopes(tenant, d.Client, d.API, d.Scopes)
	}
	if err != nil {
		return nil, err
	}
	if err := u.Narrow(tenant, &d); err != nil {
		return nil, err
	}
	if d.Organization != nil {
		if d.Organization, err = StillThere(tenant, d.Organization.ID); err != nil {
			return nil, err
		}
	}
	d.KeyThumbprint, err = dpop.Binding(d.Client, d.API, d.KeyThumbprint)
	return &d, err
}
