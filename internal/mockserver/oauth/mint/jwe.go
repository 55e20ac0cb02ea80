package mint

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/publickey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// encrypt nests a signed token in a JWE for the API (RFC 7516; RFC 7519,
// section 11.2), whose content is encrypted with A256GCM. It does not use
// go-jose, which lacks RSA-OAEP-384 and RSA-OAEP-512.
func (m *Minter) encrypt(signed string, key store.EncryptionKey) (string, error) {
	hashes := map[string]func() hash.Hash{"RSA-OAEP-256": sha256.New, "RSA-OAEP-384": sha512.New384, "RSA-OAEP-512": sha512.New}
	newHash := hashes[key.Alg]
	public, err := publickey.Parse(key.PEM)
	if newHash == nil || err != nil {
		return "", fmt.Errorf("encrypting a token: the API's token_encryption has no usable key for %q", key.Alg)
	}
	header, err := json.Marshal(struct {
		Alg string `json:"alg"`
		Enc string `json:"enc"`
		Cty string `json:"cty"`
		Kid string `json:"kid,omitempty"`
	}{key.Alg, "A256GCM", "JWT", key.Kid})
	if err != nil {
		return "", fmt.Errorf("encrypting a token: %w", err)
	}
	const keySize, nonceSize = 32, 12
	random := make([]byte, keySize+nonceSize)
	if _, err := io.ReadFull(m.Random, random); err != nil {
		return "", fmt.Errorf("encrypting a token: %w", err)
	}
	contentKey, nonce := random[:keySize], random[keySize:]
	wrapped, err := rsa.EncryptOAEP(newHash(), m.Random, public.RSA, contentKey, nil)
	if err != nil {
		return "", fmt.Errorf("encrypting a token with %s: %w", key.Alg, err)
	}
	block, err := aes.NewCipher(contentKey)
	if err != nil {
		return "", fmt.Errorf("encrypting a token: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", fmt.Errorf("encrypting a token: %w", err)
	}
	protected := base64.RawURLEncoding.EncodeToString(header)
	sealed := gcm.Seal(nil, nonce, []byte(signed), []byte(protected))
	text, tag := sealed[:len(sealed)-gcm.Overhead()], sealed[len(sealed)-gcm.Overhead():]
	parts := []string{protected}
	for _, part := range [][]byte{wrapped, nonce, text, tag} {
		parts = append(parts, base64.RawURLEncoding.EncodeToString(part))
	}
	return strings.Join(parts, "."), nil
}
