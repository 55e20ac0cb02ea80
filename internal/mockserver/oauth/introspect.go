package oauth

import (
	"context"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/dpop"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protected"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/refreshtoken"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// inactive is the answer about a token that is not valid. RFC 7662, section 2.2
// lets a server add members; these tell a developer what a production server
// would keep to itself.
type inactive struct {
	Active bool `json:"active"`
	// Reason is one of package verify or of package protected.
	Reason      verify.Reason `json:"reason"`
	Description string        `json:"reason_description"`
}

// introspect serves the endpoint. Any client that authenticates may ask.
func (h *handler) introspect(r *http.Request, params protocol.Params) (any, error) {
	if _, err := h.clients.Confidential(r, params); err != nil {
		return nil, err
	}
	raw := params["token"]
	if raw == "" {
		return nil, protocol.Missing("token")
	}
	if strings.HasPrefix(raw, refreshtoken.Prefix) {
		return h.inspectRefresh(r.Context(), raw)
	}
	token, err := h.resources.Inspect(r.Context(), raw)
	if reason := verify.ReasonOf(err); reason != "" {
		return inactive{Reason: reason, Description: err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	return active(token), nil
}

// inspectRefresh is the answer of introspection about a refresh token.
func (h *handler) inspectRefresh(ctx context.Context, raw string) (any, error) {
	var answer any
	err := h.Store.View(ctx, func(tenant store.Reader) error {
		family, generation := refreshtoken.Find(tenant, raw)
		if family == nil {
			answer = inactive{Reason: protected.ReasonUnknown, Description: "the tenant has no such refresh token: it was revoked, or it expired, or it is another tenant's"}
			return nil
		}
		settings := refreshtoken.SettingsOf(tenant.Client(family.ClientID))
		switch {
		case settings.Expired(family, h.Now()):
			answer = inactive{Reason: verify.ReasonExpired, Description: "the refresh token expired"}
		case !settings.Accepts(family, generation, h.Now()):
			answer = inactive{Reason: protected.ReasonRotated, Description: "the refresh token was replaced by a newer one; using it again revokes that, too"}
		default:
			answer = map[string]any{
				"active": true, "token_type": "refresh_token", "client_id": family.ClientID, "sub": user.Of(family.User).Subject(),
				"aud": family.Audience, "scope": strings.Join(family.Scope, " "), "iat": family.CreatedAt, "iss": h.Issuer,
			}
		}
		return nil
	})
	return answer, err
}

// active is the answer about a valid token: its claims, which have the names
// that RFC 7662, section 2.2 gives them, and the two that a JWT lacks.
func active(token *verify.Token) map[string]any {
	out := make(map[string]any, len(token.Claims)+3)
	for name, value := range token.Claims {
		out[name] = value
	}
	if azp, found := out["azp"]; found && out["client_id"] == nil {
		out["client_id"] = azp
	}
	out["active"], out["token_type"] = true, "Bearer"
	if dpop.KeyOf(token) != "" {
		out["token_type"] = dpop.Scheme
	}
	return out
}
