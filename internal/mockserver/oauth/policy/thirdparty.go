package policy

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// IsStrict reports whether the client is a third-party application in the mode
// strict. Third parties in the mode permissive follow the rules of first parties, as
// do those that are older than the modes and have none (facts 4.1).
func IsStrict(client *store.Client) bool {
	return !client.IsFirstParty && clientproperty.Get[string](client, "third_party_security_mode") == "strict"
}

// ShowsErrors reports whether the client's errors are shown on a page instead of
// being redirected to its callback: its redirection_policy, whose default for
// strict clients is open_redirect_protection (facts 4.2).
func ShowsErrors(client *store.Client) bool {
	switch clientproperty.Get[string](client, "redirection_policy") {
	case "open_redirect_protection":
		return true
	case "allow_always":
		return false
	}
	return IsStrict(client)
}

// isOpenIDScope reports whether the scope is one of OpenID Connect, which APIs do
// not define.
func isOpenIDScope(scope string) bool {
	return scope == user.ScopeOpenID || scope == user.ScopeProfile || scope == user.ScopeEmail
}

// issuesRefreshTokens reports whether the client gets refresh tokens for the API
// when it asks for offline_access.
func issuesRefreshTokens(client *store.Client, api *store.ResourceServer) bool {
	return api.AllowOfflineAccess && slices.Contains(client.GrantTypes, RefreshToken)
}
