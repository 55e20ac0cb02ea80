package oauth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

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
