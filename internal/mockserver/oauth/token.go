package oauth

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// clientCredentials is the one grant type that the mock serves (RFC 6749,
// section 4.4).
const clientCredentials = "client_credentials"

// answer is a token answer (RFC 6749, section 5.1), in the service's order.
type answer struct {
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope,omitempty"`
	ExpiresIn   int64  `json:"expires_in"`
	TokenType   string `json:"token_type"`
}

// token takes a token request through the checks, in the service's order.
func (h *handler) token(r *http.Request, params params) (any, error) {
	switch grantType := params["grant_type"]; grantType {
	case clientCredentials:
		return h.clientCredentials(r, params)
	case "":
		return nil, badRequest("Missing required parameter: grant_type")
	default:
		return nil, refuse(http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: %s", grantType)
	}
}

func (h *handler) clientCredentials(r *http.Request, params params) (any, error) {
	presented, refused := presentedBy(r, params)
	if refused != nil {
		return nil, refused
	}
	found, err := h.look(r, presented.clientID, params["audience"])
	if err != nil {
		return nil, err
	}
	if refused := h.authenticate(r.Context(), found.client, presented); refused != nil {
		return nil, refused
	}
	scopes, refused := authorize(found, params)
	if refused != nil {
		return nil, refused
	}
	return h.issue(r.Context(), found.client.ClientID, found.api, scopes)
}

// parties are the objects that a token request is about; nil for what does not
// exist.
type parties struct {
	client *store.Client
	api    *store.ResourceServer
	grant  *store.ClientGrant
}

// look finds all of them in one state of the tenant, so that the transaction
// is over before anything is verified or signed.
func (h *handler) look(r *http.Request, clientID, audience string) (parties, error) {
	var found parties
	err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		found = parties{client: tenant.Client(clientID), api: tenant.ResourceServerByIdentifier(audience)}
		if found.client == nil || found.api == nil {
			return nil
		}
		found.grant = tenant.ClientGrantFor(clientID, audience, subjectClient)
		if found.grant == nil && !found.client.IsFirstParty {
			// A grant of the client's own takes precedence over the default
			// grant for third-party clients.
			found.grant = tenant.ClientGrantFor("", audience, subjectClient)
		}
		return nil
	})
	return found, err
}
