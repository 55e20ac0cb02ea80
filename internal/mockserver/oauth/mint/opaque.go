package mint

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// opaqueHeader is that of the service's opaque tokens (findings, F19), encoded.
// unknown: whether it has further members.
const opaqueHeader = `{"alg":"dir","enc":"A256GCM"}`

// opaqueCipher returns the cipher of the tokens that only the tenant can read: access tokens
// for /userinfo alone. Without its key, which all replicas share, the tokens are invalid.
func (m *Minter) opaqueCipher(ctx context.Context) (cipher.AEAD, error) {
	key, err := transient.Secret(ctx, m.Transient, "opaque tokens", 32, m.Random, m.Now())
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("using the key of opaque tokens: %w", err)
	}
	return cipher.NewGCM(block)
}

// hide encrypts a token for the tenant itself (RFC 7516; RFC 7518, section 4.5).
func (m *Minter) hide(ctx context.Context, token string) (string, error) {
	aead, err := m.opaqueCipher(ctx)
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	if _, err := io.ReadFull(m.Random, nonce); err != nil {
		return "", fmt.Errorf("encrypting a token: %w", err)
	}
	encode := base64.RawURLEncoding.EncodeToString
	protected := encode([]byte(opaqueHeader))
	sealed := aead.Seal(nil, nonce, []byte(token), []byte(protected))
	text, tag := sealed[:len(sealed)-aead.Overhead()], sealed[len(sealed)-aead.Overhead():]
	return strings.Join([]string{protected, "", encode(nonce), encode(text), encode(tag)}, "."), nil
}

// Reveal returns the signed token within an opaque one, and whether it is one of
// the tenant's. An error means that the key could not be read.
func (m *Minter) Reveal(ctx context.Context, opaque string) (token string, ok bool, err error) {
	parts := strings.Split(opaque, ".")
	if len(parts) != 5 || parts[0] != base64.RawURLEncoding.EncodeToString([]byte(opaqueHeader)) || parts[1] != "" {
		return "", false, nil
	}
	aead, err := m.opaqueCipher(ctx)
	if err != nil {
		return "", false, err
	}
	var decoded [3][]byte
	for i, part := range parts[2:] {
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return "", false, nil //nolint:nilerr // it is another token
		}
	}
	nonce, sealed := decoded[0], append(decoded[1], decoded[2]...)
	if len(nonce) != aead.NonceSize() {
		return "", false, nil
	}
	plain, err := aead.Open(nil, nonce, sealed, []byte(parts[0]))
	return string(plain), err == nil, nil
}
