package keys

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Forms are the encodings of a signing key in a client's signing_keys: PEM with CRLF, as
// the service writes it.
type Forms struct{ Cert, PKCS7 string }

// FormsOf returns the encodings of a signing key's certificate.
func FormsOf(key *store.SigningKey) (Forms, error) {
	block, _ := pem.Decode([]byte(key.CertificatePEM))
	if block == nil {
		return Forms{}, fmt.Errorf("reading the certificate of the signing key %s: %w", key.Kid, errNotPEM)
	}
	wrapped, err := pkcs7(block.Bytes)
	if err != nil {
		return Forms{}, err
	}
	return Forms{Cert: crlf(key.CertificatePEM), PKCS7: crlf(wrapped)}, nil
}

// IsCurrent reports whether the tenant signs with the key.
func IsCurrent(key *store.SigningKey) bool { return key.State == stateCurrent }

var (
	errNotPEM   = errors.New("it is not PEM")
	errNotPKCS8 = errors.New("it is not PKCS #8")
)

// PKCS1 returns the private key as the service returns it once, when a client is
// created: in PKCS #1 (RFC 8017, appendix A.1.2), PEM with CRLF. PKCS #8 contains it
// (RFC 5208, section 5).
func PKCS1(key *store.SigningKey) (string, error) {
	block, _ := pem.Decode([]byte(key.PrivateKeyPEM))
	if block == nil {
		return "", fmt.Errorf("reading the signing key %s: %w", key.Kid, errNotPKCS8)
	}
	var wrapped struct {
		Version    int
		Algorithm  pkix.AlgorithmIdentifier
		PrivateKey []byte
	}
	if _, err := asn1.Unmarshal(block.Bytes, &wrapped); err != nil {
		return "", fmt.Errorf("reading the signing key %s: %w: %w", key.Kid, errNotPKCS8, err)
	}
	return crlf(string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: wrapped.PrivateKey}))), nil
}
