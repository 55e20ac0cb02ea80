package oauth

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protected"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/refreshtoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// revoke serves RFC 7009. Only refresh tokens can be revoked, as at the service:
// an API accepts an access token until it expires.
func (h *handler) revoke(r *http.Request, params protocol.Params) (any, error) {
	client, err := h.clients.Client(r, params)
	if err != nil {
		return nil, err
	}
	raw := params["token"]
	if raw == "" {
		return nil, protocol.Missing("token")
	}
	if _, err := verify.Decode(raw); err == nil || protected.IsEncrypted(raw) {
		return nil, protocol.NewError(http.StatusBadRequest, "unsupported_token_type", "an access token cannot be revoked: it is valid until it expires")
	}
	return nil, h.Store.Update(r.Context(), func(tenant store.Writer) error {
		switch family, _ := refreshtoken.Find(tenant, raw); {
		case family == nil:
			return nil // RFC 7009, section 2.2: revoking an unknown token succeeds
		case family.ClientID != client.ClientID:
			return protocol.InvalidRequest("the refresh token does not belong to the client %s", client.ClientID)
		default:
			return tenant.DeleteRefreshToken(family.ID)
		}
	})
}
