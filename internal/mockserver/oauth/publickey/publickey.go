// Package publickey reads the public keys that are registered at the tenant.
package publickey

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
)

// Parse reads an RSA public key or the key of a certificate, from PEM. It is nil
// when the text is neither.
func Parse(text string) *rsa.PublicKey {
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil {
		return nil
	}
	var parsed any
	if block.Type == "CERTIFICATE" {
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil
		}
		parsed = certificate.PublicKey
	} else {
		parsed, _ = x509.ParsePKIXPublicKey(block.Bytes)
	}
	key, _ := parsed.(*rsa.PublicKey)
	return key
}
