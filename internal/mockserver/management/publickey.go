package management

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

// publicKey is an RSA key that somebody registered, as a key or a certificate.
type publicKey struct {
	rsa *rsa.PublicKey
	// expires is the certificate's end; zero for a bare key.
	expires time.Time
}

var (
	errNotX509    = errors.New("expected one PEM block, a CERTIFICATE")
	errNotPEM     = errors.New("expected one PEM block, a PUBLIC KEY or a CERTIFICATE")
	errNotRSA     = errors.New("expected an RSA key")
	errTooShort   = errors.New("expected an RSA key of 2048 bits or more")
	errPrivateKey = errors.New("this is a private key; send the public one")
)

// minKeyBits is what RFC 7518, sections 3.3 and 4.3, asks for.
const minKeyBits = 2048

func parsePublicKey(text string) (*publicKey, error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil || len(strings.TrimSpace(string(rest))) > 0 {
		return nil, errNotPEM
	}
	out := &publicKey{}
	var key any
	switch {
	case block.Type == "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errNotPEM
		}
		key, out.expires = certificate.PublicKey, certificate.NotAfter
	case block.Type == "PUBLIC KEY":
		var err error
		if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
			return nil, errNotPEM
		}
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, errPrivateKey
	default:
		return nil, errNotPEM
	}
	var isRSA bool
	if out.rsa, isRSA = key.(*rsa.PublicKey); !isRSA {
		return nil, errNotRSA
	}
	if out.rsa.N.BitLen() < minKeyBits {
		return nil, errTooShort
	}
	return out, nil
}

// parseCertificate reads a certificate whose key may be of any kind.
func parseCertificate(text string) (*x509.Certificate, error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	switch {
	case block == nil || len(strings.TrimSpace(string(rest))) > 0:
		return nil, errNotX509
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, errPrivateKey
	case block.Type != "CERTIFICATE":
		return nil, errNotX509
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, errNotX509
	}
	return certificate, nil
}

// thumbprint is the base64url SHA-256 of the key as a JWK (RFC 7638). The
// recorded traffic shows that of a certificate's key, not of the certificate.
func thumbprint(text string) (string, error) {
	key, err := parsePublicKey(text)
	if err != nil {
		return "", err
	}
	jwk := jose.JSONWebKey{Key: key.rsa}
	sum, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}
