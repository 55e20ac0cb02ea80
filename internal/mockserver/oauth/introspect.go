package oauth

import (
	"context"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// IntrospectPath is that of token introspection (RFC 7662). The service has no
// such endpoint: it is an addition of the mock, for those who want to know what
// is wrong with a token.
const IntrospectPath = "/oauth/introspect"

// inactive is the answer about a token that is no good. RFC 7662, section 2.2
// lets a server add members; these tell a developer what a production server
// would keep to itself.
type inactive struct {
	Active bool `json:"active"`
	// Reason is a verify.Reason or one of those above.
	Reason      verify.Reason `json:"reason"`
	Description string        `json:"reason_description"`
}

// introspect serves the endpoint. Any client that proves who it is may ask.
func (h *handler) introspect(r *http.Request, params params) (any, error) {
	if _, err := h.client(r, params, confidentialOnly); err != nil {
		return nil, err
	}
	raw := params["token"]
	if raw == "" {
		return nil, badRequest("Missing required parameter: token")
	}
	if strings.HasPrefix(raw, refreshTokenPrefix) {
		return h.inspectRefresh(r.Context(), raw)
	}
	token, err := h.inspect(r.Context(), raw)
	if reason := verify.ReasonOf(err); reason != "" {
		return inactive{Reason: reason, Description: err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	return active(token), nil
}

// inspect verifies an access token for the API that it says it is for.
func (h *handler) inspect(ctx context.Context, raw string) (*verify.Token, error) {
	if isEncrypted(raw) {
		return nil, &verify.Error{Reason: reasonEncrypted, Message: "the token is encrypted (a JWE); only the API that it is for can read it"}
	}
	claimed, err := verify.Decode(raw)
	if err != nil {
		return nil, err
	}
	var api *store.ResourceServer
	if err := h.Store.View(ctx, func(tenant store.Reader) error {
		for _, audience := range claimed.Audience() {
			if audience == h.url(UserinfoPath) {
				api = h.userinfoAPI()
				continue // an API's own rules come first
			}
			if found := tenant.ResourceServerByIdentifier(audience); found != nil {
				api = found
				return nil
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if api == nil {
		return nil, &verify.Error{Reason: verify.ReasonAudience, Message: "the token's audience is no API of the tenant"}
	}
	token, err := h.verifyFor(ctx, raw, api)
	if err == nil && h.revoked.has(raw, h.Now()) {
		return nil, &verify.Error{Reason: reasonRevoked, Message: "the token was revoked, since the code that it was issued for was used twice"}
	}
	return token, err
}

// active is the answer about a good token: its claims, which have the names
// that RFC 7662, section 2.2 gives them, and the two that a JWT lacks.
func active(token *verify.Token) map[string]any {
	out := make(map[string]any, len(token.Claims)+3)
	for name, value := range token.Claims {
		out[name] = value
	}
	if azp, given := out["azp"]; given && out["client_id"] == nil {
		out["client_id"] = azp
	}
	out["active"], out["token_type"] = true, bearer
	if boundTo(token) != "" {
		out["token_type"] = dpop
	}
	return out
}
