package oauth

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Reasons why an access token is no good that are no rule of verifying.
const (
	// reasonEncrypted: only the holder of the API's private key can read it.
	reasonEncrypted verify.Reason = "encrypted"
	// reasonRevoked: the tenant took it back.
	reasonRevoked verify.Reason = "revoked"
	// reasonUnknown: it is no refresh token of the tenant, or no longer.
	reasonUnknown verify.Reason = "unknown"
	// reasonRotated: a newer refresh token of its family replaced it.
	reasonRotated verify.Reason = "rotated"
)

// verifyFor verifies an access token as the API should: signed with the API's
// own algorithm, by the tenant's keys or (HS256) the API's secret, from this
// tenant, for this API, now. A refusal is a *verify.Error.
func (h *handler) verifyFor(ctx context.Context, raw string, api *store.ResourceServer) (*verify.Token, error) {
	if isEncrypted(raw) {
		return nil, &verify.Error{Reason: reasonEncrypted, Message: fmt.Sprintf(
			"the token is encrypted (a JWE) for the key that %s registered as its token_encryption; the tenant has only the public half", api.Identifier)}
	}
	keys, err := h.keysOf(ctx, api)
	if err != nil {
		return nil, err
	}
	return verify.Verify(ctx, raw, keys, verify.Policy{
		Issuer: h.Issuer, Audience: api.Identifier,
		Algorithms: []jose.SignatureAlgorithm{jose.SignatureAlgorithm(api.SigningAlg)}, Now: h.Now,
	})
}

func (h *handler) keysOf(ctx context.Context, api *store.ResourceServer) (verify.Keys, error) {
	if api.SigningAlg == string(jose.HS256) {
		return verify.Secret(api.SigningSecret), nil
	}
	set, err := h.Keys.JWKS(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's keys: %w", err)
	}
	return verify.JWKS(set), nil
}

// isEncrypted tells a compact JWE (RFC 7516, section 3.1) by its five parts.
func isEncrypted(raw string) bool { return len(raw) <= verify.MaxSize && strings.Count(raw, ".") == 4 }
