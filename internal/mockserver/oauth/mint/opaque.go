package mint

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"sync"
)

// opaqueHeader is that of the service's opaque tokens (findings, F19), encoded.
// unknown: whether it has further members.
const opaqueHeader = `{"alg":"dir","enc":"A256GCM"}`

// opaqueKey encrypts the tokens that only the tenant can read: access tokens for
// /userinfo alone. It is made when it is first needed, and of this process: a
// restart makes the tokens invalid, as does [Minter.Forget].
type opaqueKey struct {
	mu     sync.Mutex
	cipher cipher.AEAD
}

// Forget makes all opaque tokens invalid.
func (m *Minter) Forget() {
	m.opaque.mu.Lock()
	defer m.opaque.mu.Unlock()
	m.opaque.cipher = nil
}

// opaqueCipher returns the cipher of opaque tokens.
func (m *Minter) opaqueCipher() (cipher.AEAD, error) {
	m.opaque.mu.Lock()
	defer m.opaque.mu.Unlock()
	if m.opaque.cipher != nil {
		return m.opaque.cipher, nil
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(m.Random, key); err != nil {
		return nil, fmt.Errorf("making a key for opaque tokens: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("making a key for opaque tokens: %w", err)
	}
	m.opaque.cipher, err = cipher.NewGCM(block)
	return m.opaque.cipher, err
}

// hide encrypts a token for the tenant itself (RFC 7516; RFC 7518, section 4.5).
func (m *Minter) hide(token string) (string, error) {
	aead, err := m.opaqueCipher()
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
// the tenant's.
func (m *Minter) Reveal(opaque string) (token string, ok bool) {
	parts := strings.Split(opaque, ".")
	if len(parts) != 5 || parts[0] != base64.RawURLEncoding.EncodeToString([]byte(opaqueHeader)) || parts[1] != "" {
		return "", false
	}
	aead, err := m.opaqueCipher()
	if err != nil {
		return "", false
	}
	var decoded [3][]byte
	for i, part := range parts[2:] {
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return "", false
		}
	}
	nonce, sealed := decoded[0], append(decoded[1], decoded[2]...)
	if len(nonce) != aead.NonceSize() {
		return "", false
	}
	plain, err := aead.Open(nil, nonce, sealed, []byte(parts[0]))
	return string(plain), err == nil
}
