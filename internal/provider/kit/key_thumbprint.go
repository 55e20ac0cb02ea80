package kit

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// ThumbprintURI begins the name of a key by its thumbprint (RFC 9278).
const ThumbprintURI = "urn:ietf:params:oauth:jwk-thumbprint:sha-256:"

var (
	errNotOnePEMBlock = errors.New("is not PEM. Expected one block that begins with -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----; to read it from a file, use file(\"key.pub.pem\")")
	errSeveralBlocks  = errors.New("has text after the first PEM block. Expected one public key or one certificate")
	errDamagedPEM     = errors.New("is a PEM block whose content is not a public key. Expected -----BEGIN PUBLIC KEY----- or -----BEGIN CERTIFICATE-----; copy the file again")
	errNotCertificate = errors.New("it is not a certificate")
	errPrivateKey     = errors.New("is a private key, which must stay with its owner. Pass its public key instead: openssl pkey -in key.pem -pubout")
)

// parsePublicKey reads one PEM block: a public key, or a certificate of one, which it
// returns, too. The error continues a sentence about the text.
func parsePublicKey(text string) (key any, certificate *x509.Certificate, err error) {
	block, rest := pem.Decode([]byte(strings.TrimSpace(text)))
	switch {
	case block == nil:
		return nil, nil, errNotOnePEMBlock
	case strings.HasSuffix(block.Type, "PRIVATE KEY"):
		return nil, nil, errPrivateKey
	case len(strings.TrimSpace(string(rest))) > 0:
		return nil, nil, errSeveralBlocks
	case block.Type == "CERTIFICATE":
		if certificate, err = x509.ParseCertificate(block.Bytes); err != nil {
			return nil, nil, errDamagedPEM
		}
		return certificate.PublicKey, certificate, nil
	case block.Type != "PUBLIC KEY":
		return nil, nil, fmt.Errorf("is a PEM block of type %q. Expected PUBLIC KEY or CERTIFICATE; openssl rsa -RSAPublicKey_in -pubout converts an RSA PUBLIC KEY", block.Type)
	}
	if key, err = x509.ParsePKIXPublicKey(block.Bytes); err != nil {
		return nil, nil, errDamagedPEM
	}
	return key, nil, nil
}

// CertificateEnd is when a certificate expires.
func CertificateEnd(text string) (time.Time, error) {
	_, certificate, err := parsePublicKey(text)
	if err != nil || certificate == nil {
		return time.Time{}, errNotCertificate
	}
	return certificate.NotAfter, nil
}

// KeyThumbprint is the thumbprint (RFC 7638, SHA-256, base64url) of a public
// key, or of the key that a certificate is for: what the service answers
// instead of the PEM that it was sent.
func KeyThumbprint(text string) (string, error) {
	key, _, err := parsePublicKey(text)
	if err != nil {
		return "", err
	}
	sum, err := (&jose.JSONWebKey{Key: key}).Thumbprint(crypto.SHA256)
	if err != nil {
		return "", errors.New("is of a kind of key that has no thumbprint")
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
