package mint

import (
	"context"
	"crypto"
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-jose/go-jose/v4"
)

// joseHeader is the header of a token (RFC 7515, section 4.1).
type joseHeader struct {
	Alg string `json:"alg"`
	Kid string `json:"kid,omitempty"`
	Typ string `json:"typ"`
}

// sign signs with the secret (HS256) or the tenant's current key. It does not use
// go-jose, which refuses secrets of less than 32 bytes (RFC 7518,
// section 3.2), while the service accepts 16 characters.
func (m *Minter) sign(ctx context.Context, algorithm, secret, mediaType string, payload []byte) (string, error) {
	if m.Meter != nil {
		done := m.Meter.Signing(algorithm)
		defer done()
	}
	if algorithm == string(jose.HS256) {
		if secret == "" {
			return "", errors.New("signing with HS256: there is no secret")
		}
		return compact(joseHeader{Alg: algorithm, Typ: mediaType}, payload, func(input []byte) ([]byte, error) {
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write(input)
			return mac.Sum(nil), nil
		})
	}
	kid, key, err := m.Keys.Current(ctx)
	if err != nil {
		return "", fmt.Errorf("finding the tenant's signing key: %w", err)
	}
	return compact(joseHeader{Alg: algorithm, Kid: kid, Typ: mediaType}, payload, func(input []byte) ([]byte, error) {
		return signRSA(m.Random, key, jose.SignatureAlgorithm(algorithm), input)
	})
}

// signRSA signs by RFC 7518, sections 3.3 and 3.5.
func signRSA(random io.Reader, key *rsa.PrivateKey, alg jose.SignatureAlgorithm, input []byte) ([]byte, error) {
	hash := crypto.SHA256
	switch alg {
	case jose.RS256, jose.PS256:
	case jose.RS512:
		hash = crypto.SHA512
	default:
		return nil, fmt.Errorf("%s is not an algorithm of RSA keys", alg)
	}
	hasher := hash.New()
	hasher.Write(input)
	digest := hasher.Sum(nil)
	if alg == jose.PS256 {
		return rsa.SignPSS(random, key, hash, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	}
	return rsa.SignPKCS1v15(random, key, hash, digest)
}

// compact makes the compact serialisation (RFC 7515, section 7.1).
func compact(header joseHeader, payload []byte, sign func(input []byte) ([]byte, error)) (string, error) {
	head, err := json.Marshal(header)
	if err != nil {
		return "", fmt.Errorf("encoding the header of a token: %w", err)
	}
	encoding := base64.RawURLEncoding
	token := make([]byte, 0, encoding.EncodedLen(len(head))+encoding.EncodedLen(len(payload))+512)
	token = encoding.AppendEncode(token, head)
	token = encoding.AppendEncode(append(token, '.'), payload)
	signature, err := sign(token)
	if err != nil {
		return "", fmt.Errorf("signing with %s: %w", header.Alg, err)
	}
	return string(encoding.AppendEncode(append(token, '.'), signature)), nil
}
