package oauth

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/mint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/policy"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/user"
)

// token serves the token endpoint (RFC 6749, section 3.2).
func (h *handler) token(r *http.Request, params protocol.Params) (any, error) {
	switch grantType := params["grant_type"]; grantType {
	case policy.ClientCredentials:
		return h.clientCredentials(r, params)
	case policy.AuthorizationCode:
		return h.authorizationCode(r, params)
	case policy.RefreshToken:
		return h.refresh(r, params)
	case policy.TokenExchange:
		return h.tokenExchange(r, params)
	case "":
		return nil, protocol.Missing("grant_type")
	default:
		return nil, protocol.NewError(http.StatusForbidden, "unsupported_grant_type", "Unsupported grant type: %s", grantType)
	}
}

// proof returns the thumbprint of the key of the DPoP proof that came with a
// token request, or "".
func (h *handler) proof(r *http.Request) (thumbprint string, err error) {
	return h.proofs.Proof(r, h.url(TokenPath), "")
}

// tokensFor makes the tokens that the token endpoint answers a delegation with.
// grantType is their "gty", or empty.
func (h *handler) tokensFor(ctx context.Context, d *policy.Delegation, grantType string) (*mint.Tokens, error) {
	tokens, err := h.minter.Access(ctx, mint.AccessToken{
		Client: d.Client, API: d.API, Subject: d.User.Subject(), Scopes: d.Scopes, GrantType: grantType,
		IssuedFor:   cmp.Or(grantType, policy.AuthorizationCode),
		Permissions: d.Permissions, Organization: d.Organization,
		KeyThumbprint: d.KeyThumbprint, CustomClaims: d.CustomClaims,
	})
	if err != nil {
		return nil, err
	}
	if slices.Contains(d.Scopes, user.ScopeOpenID) {
		if tokens.IDToken, err = h.minter.IDToken(ctx, d, "", tokens.AccessToken); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}
