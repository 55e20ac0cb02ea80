package kit

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// ThumbprintURI begins the name of a key by its thumbprint (RFC 9278).
const ThumbprintURI = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"

var (
	errNotOnePEMBlock = errors.New("it is not one PEM block with a PUBLIC KEY or a CERTIFICATE")
	errPrivateKey     = errors.New("it is a private key, which must stay with its owner; give its public key or certificate")
)

// KeyThumbprint is the thumbprint (RFC 7638, SHA-256, base64url) of a public
// key, or of the key that a certificate is for: what the service answers
// instead of the PEM that it was sent.
func KeyThumbprint(text string) (string, error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil || len(strings.TrimSpace(string(rest))) > 0 {
		return "", errNotOnePEMBlock
	}
	var key any
	switch {
	case block.Type == "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return "", errNotOnePEMBlock
		}
		key = certificate.PublicKey
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return "", errPrivateKey
	default:
		var err error
		if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
			return "", errNotOnePEMBlock
		}
	}
	sum, err := (&jose.JSONWebKey{Key: key}).Thumbprint(crypto.SHA256)
	if err != nil {
		return "", errors.New("its kind of key has no thumbprint")
	}
	return base64.RawURLEncoding.EncodeToString(sum), nil
}

// KeyNames is the thumbprint of a key that is written as PEM or by its
// thumbprint's URI; empty for what is neither.
func KeyNames(key string) string {
	if thumbprint, named := strings.CutPrefix(key, ThumbprintURI); named {
		return thumbprint
	}
	thumbprint, err := KeyThumbprint(key)
	if err != nil {
		return ""
	}
	return thumbprint
}
