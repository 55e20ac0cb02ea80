package oauth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// defaultLifetime is the service's default lifetime of a token, in seconds.
const defaultLifetime = 86400

// The values of token_dialect.
const (
	dialectAuthz        = "access_token_authz"
	dialectRFC9068      = "rfc9068_profile"
	dialectRFC9068Authz = "rfc9068_profile_authz"
)

// claims are the claims of an access token. Permissions is a pointer, for a
// token of an *_authz dialect has the claim even when it is empty.
type claims struct {
	Issuer          string    `json:"iss"`
	Subject         string    `json:"sub"`
	Audience        string    `json:"aud"`
	IssuedAt        int64     `json:"iat"`
	Expires         int64     `json:"exp"`
	Scope           string    `json:"scope,omitempty"`
	GrantType       string    `json:"gty"`
	AuthorizedParty string    `json:"azp,omitempty"`
	ClientID        string    `json:"client_id,omitempty"`
	ID              string    `json:"jti,omitempty"`
	Permissions     *[]string `json:"permissions,omitempty"`
}

// issue makes and signs a token of the API's dialect, lifetime and algorithm.
func (h *handler) issue(ctx context.Context, clientID string, api *store.ResourceServer, scopes []string) (*answer, error) {
	lifetime := api.TokenLifetime
	if lifetime == 0 {
		lifetime = defaultLifetime
	}
	now := h.Now().Unix()
	token := claims{
		Issuer: h.Issuer, Subject: clientID + "@clients", Audience: api.Identifier,
		IssuedAt: now, Expires: now + lifetime,
		Scope: strings.Join(scopes, " "), GrantType: "client-credentials",
	}
	mediaType := "JWT"
	switch api.TokenDialect {
	case dialectRFC9068, dialectRFC9068Authz:
		mediaType = "at+jwt"
		token.ClientID = clientID
		id := make([]byte, 16)
		if _, err := io.ReadFull(h.Random, id); err != nil {
			return nil, fmt.Errorf("making a token id: %w", err)
		}
		token.ID = base64.RawURLEncoding.EncodeToString(id)
	default:
		token.AuthorizedParty = clientID
	}
	// The service adds permissions only where it enforces policies (RBAC).
	authz := api.TokenDialect == dialectAuthz || api.TokenDialect == dialectRFC9068Authz
	if authz && api.EnforcePolicies != nil && *api.EnforcePolicies {
		permissions := append([]string{}, scopes...)
		token.Permissions = &permissions
	}
	payload, err := json.Marshal(token)
	if err != nil {
		return nil, fmt.Errorf("encoding the claims of a token: %w", err)
	}
	signed, err := h.sign(ctx, api, mediaType, payload)
	if err != nil {
		return nil, err
	}
	return &answer{AccessToken: signed, Scope: token.Scope, ExpiresIn: lifetime, TokenType: "Bearer"}, nil
}

// sign signs with the API's secret (HS256) or the tenant's current key.
func (h *handler) sign(ctx context.Context, api *store.ResourceServer, mediaType string, payload []byte) (string, error) {
	if api.SigningAlg == string(jose.HS256) {
		if api.SigningSecret == "" {
			return "", errors.New("the API has signing_alg HS256 but no signing_secret")
		}
		return signHS256(api.SigningSecret, mediaType, payload), nil
	}
	kid, key, err := h.Keys.Current(ctx)
	if err != nil {
		return "", fmt.Errorf("finding the tenant's signing key: %w", err)
	}
	options := (&jose.SignerOptions{}).WithType(jose.ContentType(mediaType)).WithHeader("kid", kid)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(api.SigningAlg), Key: key}, options)
	if err != nil {
		return "", fmt.Errorf("signing with %s: %w", api.SigningAlg, err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("signing with %s: %w", api.SigningAlg, err)
	}
	return signed.CompactSerialize()
}

// signHS256 is done here, not by go-jose: that refuses secrets of less than 32
// bytes (RFC 7518, section 3.2), while the service accepts 16 characters.
func signHS256(secret, mediaType string, payload []byte) string {
	header := fmt.Appendf(nil, `{"alg":"HS256","typ":%q}`, mediaType)
	input := base64.RawURLEncoding.EncodeToString(header) + "." + base64.RawURLEncoding.EncodeToString(payload)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(input))
	return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
