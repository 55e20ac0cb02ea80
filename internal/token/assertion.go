package token

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// assertionType is the client_assertion_type of RFC 7523, section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// assertionLifetime is short: an assertion is sent at once and used once.
const assertionLifetime = time.Minute

// minAssertionKeyBits is the smallest RSA key that RFC 7518, section 3.3 allows.
const minAssertionKeyBits = 2048

// AssertionAlgorithms are the algorithms that the service accepts for
// private_key_jwt.
func AssertionAlgorithms() []string {
	return []string{string(jose.RS256), string(jose.RS384), string(jose.PS256)}
}

// AssertionKey signs the assertions of a client (private_key_jwt; RFC 7523,
// section 2.2). Package fmt does not print the key.
type AssertionKey struct {
	key       *rsa.PrivateKey
	algorithm jose.SignatureAlgorithm
}

// String hides the key from fmt.
func (AssertionKey) String() string { return "(a private key)" }

// GoString hides the key from fmt's %#v.
func (AssertionKey) GoString() string { return "token.AssertionKey{}" }

// ParseAssertionKey parses an RSA private key in PEM: PKCS #8 ("PRIVATE KEY") or
// PKCS #1 ("RSA PRIVATE KEY"). alg is one of AssertionAlgorithms; "" means RS256.
// The error says what is wrong, and contains no part of the key.
func ParseAssertionKey(keyPEM, alg string) (*AssertionKey, error) {
	if alg == "" {
		alg = string(jose.RS256)
	}
	if !slices.Contains(AssertionAlgorithms(), alg) {
		return nil, fmt.Errorf("the signing algorithm of the client assertion is %q; expected one of %s", alg, strings.Join(AssertionAlgorithms(), ", "))
	}
	key, err := parsePrivateKey(keyPEM)
	if err != nil {
		return nil, fmt.Errorf("the private key of the client assertion %w", err)
	}
	return &AssertionKey{key: key, algorithm: jose.SignatureAlgorithm(alg)}, nil
}

func parsePrivateKey(keyPEM string) (*rsa.PrivateKey, error) {
	parsed, err := parsePEM(keyPEM, pemPKCS1, func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) })
	if err != nil {
		return nil, err
	}
	key, isRSA := parsed.(*rsa.PrivateKey)
	if !isRSA {
		return nil, fmt.Errorf("is a %T; expected an RSA key", parsed)
	}
	if bits := key.N.BitLen(); bits < minAssertionKeyBits {
		return nil, fmt.Errorf("has %d bits; expected %d or more", bits, minAssertionKeyBits)
	}
	return key, nil
}

// fingerprint distinguishes keys without revealing them. It is nil for a nil key.
func (k *AssertionKey) fingerprint() []byte {
	if k == nil {
		return nil
	}
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&k.key.PublicKey))
	return append(sum[:], k.algorithm...)
}

// sign creates the assertion for one request.
func (k *AssertionKey) sign(clientID, issuer string, now time.Time, random io.Reader) (string, error) {
	id := make([]byte, 16)
	if _, err := io.ReadFull(random, id); err != nil {
		return "", fmt.Errorf("generating the id of a client assertion: %w", err)
	}
	claims, err := json.Marshal(map[string]any{
		"iss": clientID, "sub": clientID, "aud": issuer,
		"iat": now.Unix(), "exp": now.Add(assertionLifetime).Unix(),
		"jti": base64.RawURLEncoding.EncodeToString(id),
	})
	if err != nil {
		return "", fmt.Errorf("encoding a client assertion: %w", err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: k.algorithm, Key: k.key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return "", fmt.Errorf("signing a client assertion with %s: %w", k.algorithm, err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("signing a client assertion with %s: %w", k.algorithm, err)
	}
	return signed.CompactSerialize()
}
