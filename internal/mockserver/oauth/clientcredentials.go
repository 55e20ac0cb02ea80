package oauth

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// clientCredentials serves the grant of RFC 6749, section 4.4: a token for what
// a client does on its own.
func (h *handler) clientCredentials(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Confidential(r, params)
	if err != nil {
		return nil, err
	}
	if params["organization"] != "" {
		return nil, protocol.InvalidRequest("the mock tenant has no organizations")
	}
	var api *store.ResourceServer
	var scopes []string
	if err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		audience, err := policy.Audience(tenant, params["audience"], params["resource"])
		if err != nil {
			return err
		}
		api, scopes, err = policy.ForClient(tenant, client, audience, strings.Fields(params["scope"]))
		return err
	}); err != nil {
		return nil, err
	}
	proof, err := h.proof(r)
	if err != nil {
		return nil, err
	}
	thumbprint, err := dpop.Binding(client, api, proof)
	if err != nil {
		return nil, err
	}
	return h.minter.Access(r.Context(), mint.AccessToken{
		Client: client, API: api, Subject: client.ClientID + "@clients", Scopes: scopes, GrantType: "client-credentials", KeyThumbprint: thumbprint,
	})
}
