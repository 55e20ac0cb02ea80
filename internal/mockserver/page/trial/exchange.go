package trial

import (
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// exchangeGrant is the grant type by which an API exchanges the token of a user for a token
// of another API, and accessTokenType the type of both (RFC 8693, sections 2.1 and 3).
const (
	exchangeGrant   = "urn:ietf:params:oauth:grant-type:token-exchange"
	accessTokenType = "urn:ietf:params:oauth:token-type:access_token"
)

// ownAPI returns the API whose tokens a client exchanges; "" for other clients, and for the
// API itself.
func ownAPI(client *store.Client, api *store.ResourceServer) string {
	own := clientproperty.Get[string](client, "resource_server_identifier")
	if !clientproperty.MayExchange(client) || own == api.Identifier {
		return ""
	}
	return own
}

// request returns the parameters of the token request that name the grant.
func (t *Trial) request() url.Values {
	if t.OwnAPI == "" {
		return url.Values{"grant_type": {ClientCredentials}}
	}
	return url.Values{
		"grant_type": {exchangeGrant}, "subject_token": {t.SubjectToken},
		"subject_token_type": {accessTokenType}, "requested_token_type": {accessTokenType},
	}
}

// explainExchange returns why an exchange was refused, and what to do; "" if it does not
// know.
func (t *Trial) explainExchange(api *store.ResourceServer, description string) (why string, next Link) {
	policies := api.SubjectTypeAuthorization
	switch {
	case strings.Contains(description, "subject_token"):
		return "The pasted token is not a valid access token that a user got for " + t.OwnAPI + ".", Link{}
	case strings.Contains(description, "is not authorized to access") && policies != nil && policies.User.Policy == "deny_all":
		return "The API gives no access to users: subject_type_authorization.user.policy is deny_all.", Link{paths.API(api.ID) + "/settings", "Change the settings of the API"}
	case strings.Contains(description, "is not authorized to access"):
		return `The client has no grant for users on this API (auth0api_client_grant with subject_type = "user").`, Link{}
	}
	return "", Link{}
}
