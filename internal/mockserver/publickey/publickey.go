// Package publickey reads the public keys and certificates that are registered
// with the tenant: of clients, and of APIs whose tokens are encrypted.
package publickey

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Key is a registered RSA key, sent as a key or as a certificate.
type Key struct {
	RSA *rsa.PublicKey
	// Expires is the certificate's end; zero for a bare key.
	Expires time.Time
}

var (
	errNotX509    = errors.New("expected one PEM block, a CERTIFICATE")
	errNotPEM     = errors.New("expected one PEM block, a PUBLIC KEY or a CERTIFICATE")
	errNotRSA     = errors.New("expected an RSA key")
	errTooShort   = errors.New("expected an RSA key of 2048 bits or more")
	errPrivateKey = errors.New("this is a private key; send the public one")
)

// MinBits is what RFC 7518, sections 3.3 and 4.3, asks for.
const MinBits = 2048

// Parse reads one PEM block: an RSA public key of MinBits or more, or a
// certificate of one. The error says what was expected.
func Parse(text string) (*Key, error) {
	block, err := decode(text, errNotPEM)
	if err != nil {
		return nil, err
	}
	out := &Key{}
	var key any
	switch block.Type {
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errNotPEM
		}
		key, out.Expires = certificate.PublicKey, certificate.NotAfter
	case "PUBLIC KEY":
		if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
			return nil, errNotPEM
		}
	default:
		return nil, errNotPEM
	}
	var isRSA bool
	if out.RSA, isRSA = key.(*rsa.PublicKey); !isRSA {
		return nil, errNotRSA
	}
	if out.RSA.N.BitLen() < MinBits {
		return nil, errTooShort
	}
	return out, nil
}

// ParseCertificate reads a certificate whose key may be of any kind.
func ParseCertificate(text string) (*x509.Certificate, error) {
	block, err := decode(text, errNotX509)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil || block.Type != "CERTIFICATE" {
		return nil, errNotX509
	}
	return certificate, nil
}

// decode decodes a text that is one PEM block, but not a private key. The error
// for other texts is wrong.
func decode(text string, wrong error) (*pem.Block, error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	switch {
	case block == nil || len(strings.TrimSpace(string(rest))) > 0:
		return nil, wrong
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, errPrivateKey
	}
	return block, nil
}

// Thumbprint is the base64url SHA-256 of the key as a JWK (RFC 7638). The
// recorded traffic shows that of a certificate's key, not of the certificate.
func (k *Key) Thumbprint() (string, error) {
	jwk := jose.JSONWebKey{Key: k.RSA}
	sum, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}

// Thumbprint is that of the key in one PEM block.
func Thumbprint(text string) (string, error) {
	key, err := Parse(text)
	if err != nil {
		return "", err
	}
	return key.Thumbprint()
}
