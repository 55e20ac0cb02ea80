package provider_test

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// keyPair is a new RSA key, as PEM.
func keyPair(t *testing.T) (private, public string) {
	t.Helper()
	key := forge.NewKey()
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return pemBlock("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)), pemBlock("PUBLIC KEY", der)
}

// certificateOf is a certificate of a key, signed by itself, as PEM.
func certificateOf(t *testing.T, private string) string {
	t.Helper()
	return certificateUntil(t, private, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC))
}

// certificateUntil is such a certificate, which ends then.
func certificateUntil(t *testing.T, private string, end time.Time) string {
	t.Helper()
	block, _ := pem.Decode([]byte(private))
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return pemBlock("CERTIFICATE", der)
}

func pemBlock(typ string, bytes []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: typ, Bytes: bytes}))
}
