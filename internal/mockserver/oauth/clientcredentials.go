package oauth

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/quota"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// clientCredentials serves the grant of RFC 6749, section 4.4: a token for what
// a client does on its own.
func (h *handler) clientCredentials(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Confidential(r, params)
	if err != nil {
		return nil, err
	}
	var granted policy.Granted
	var quotas []quota.Applied
	if err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		audience, err := policy.Audience(tenant, params["audience"], params["resource"])
		if err != nil {
			return err
		}
		granted, err = policy.ForClient(tenant, client, policy.Own{Audience: audience, Scopes: strings.Fields(params["scope"]), Organization: params["organization"]})
		if err != nil {
			return err
		}
		quotas, err = quotasOf(tenant, client, granted.Organization)
		return err
	}); err != nil {
		return nil, err
	}
	proof, err := h.proof(r)
	if err != nil {
		return nil, err
	}
	thumbprint, err := dpop.Binding(client, granted.API, proof)
	if err != nil {
		return nil, err
	}
	header, err := h.quotas.Take(r.Context(), h.Now(), quotas...)
	if err != nil {
		return nil, err
	}
	tokens, err := h.minter.Access(r.Context(), mint.AccessToken{
		Client: client, API: granted.API, Subject: client.ClientID + "@clients", Scopes: granted.Scopes, Organization: granted.Organization,
		Permissions: policy.Intersection(granted.Scopes, policy.ScopesOf(granted.API)), // reported (facts 9.4)
		GrantType:   "client-credentials", IssuedFor: policy.ClientCredentials, KeyThumbprint: thumbprint,
	})
	if err != nil {
		return nil, err
	}
	return withHeader{tokens, header}, nil
}
