package protected

import (
	"context"
	"fmt"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// Reasons to refuse an access or refresh token beyond those of package verify.
const (
	// ReasonEncrypted: only the holder of the API's private key can read it.
	ReasonEncrypted verify.Reason = "encrypted"
	// ReasonRevoked: the tenant revoked it.
	ReasonRevoked verify.Reason = "revoked"
	// ReasonUnknown: the tenant has no such refresh token, or no longer.
	ReasonUnknown verify.Reason = "unknown"
	// ReasonRotated: a newer refresh token of its family replaced it.
	ReasonRotated verify.Reason = "rotated"
)

// Keys are the public keys of the tenant; *keys.Ring implements it.
type Keys interface {
	JWKS(ctx context.Context) (jose.JSONWebKeySet, error)
}

// verifyFor verifies an access token as the API should: signed with the API's
// own algorithm, by the tenant's keys or (HS256) the API's secret, from this
// tenant, for this API, now. A refusal is a *verify.Error.
func (p *Resources) verifyFor(ctx context.Context, raw string, api *store.ResourceServer) (*verify.Token, error) {
	if IsEncrypted(raw) {
		return nil, &verify.Error{Reason: ReasonEncrypted, Message: fmt.Sprintf(
			"the token is encrypted (a JWE) for the key that %s registered as its token_encryption; the tenant has only the public half", api.Identifier)}
	}
	keys, err := p.keysOf(ctx, api)
	if err != nil {
		return nil, err
	}
	return verify.Verify(ctx, raw, keys, verify.Policy{
		Issuer: p.Issuer, Audience: api.Identifier,
		Algorithms: []jose.SignatureAlgorithm{jose.SignatureAlgorithm(api.SigningAlg)}, Now: p.Now,
	})
}

func (p *Resources) keysOf(ctx context.Context, api *store.ResourceServer) (verify.Keys, error) {
	if api.SigningAlg == string(jose.HS256) {
		return verify.Secret(api.SigningSecret), nil
	}
	set, err := p.Keys.JWKS(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the tenant's keys: %w", err)
	}
	return verify.JWKS(set), nil
}

// IsEncrypted reports whether the token is a compact JWE, which has five parts
// (RFC 7516, section 3.1).
func IsEncrypted(raw string) bool { return len(raw) <= verify.MaxSize && strings.Count(raw, ".") == 4 }

// Inspect verifies an access token for the API that it names as its audience. A
// refusal is a *verify.Error.
func (p *Resources) Inspect(ctx context.Context, raw string) (*verify.Token, error) {
	presented := raw
	inner, isOurs, err := p.Reveal(ctx, raw)
	if err != nil {
		return nil, err
	}
	if isOurs {
		raw = inner
	}
	if IsEncrypted(raw) {
		return nil, &verify.Error{Reason: ReasonEncrypted, Message: "the token is encrypted (a JWE); only the API that it is for can read it"}
	}
	claimed, err := verify.Decode(raw)
	if err != nil {
		return nil, err
	}
	var api *store.ResourceServer
	if err := p.Store.View(ctx, func(tenant store.Reader) error {
		for _, audience := range claimed.Audience() {
			if audience == p.Users.UserinfoURL {
				api = p.Users.UserinfoAPI()
				continue // an API's own rules have precedence
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
	token, err := p.verifyFor(ctx, raw, api)
	if err != nil {
		return nil, err
	}
	revoked, err := p.Revoked.Has(ctx, presented, p.Now())
	if err != nil {
		return nil, err
	}
	if revoked {
		return nil, &verify.Error{Reason: ReasonRevoked, Message: "the token was revoked, since the code that it was issued for was used twice"}
	}
	return token, nil
}
