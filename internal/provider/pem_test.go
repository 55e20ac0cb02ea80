package provider_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"strings"
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

// keyOfBits returns an RSA public key of a length in bits, as PEM. It has no private
// key.
func keyOfBits(t *testing.T, bits int) string {
	t.Helper()
	modulus, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), uint(bits-1)))
	if err != nil {
		t.Fatal(err)
	}
	modulus.SetBit(modulus.SetBit(modulus, bits-1, 1), 0, 1)
	return publicPEM(t, &rsa.PublicKey{N: modulus, E: 65537})
}

// ellipticKey returns a public key of an elliptic curve, as PEM.
func ellipticKey(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return publicPEM(t, &key.PublicKey)
}

func publicPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pemBlock("PUBLIC KEY", der)
}

// crlf returns a text with the line ends of Windows.
func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// longSecret is a client secret that causes no warning.
const longSecret = "0123456789abcdefghijklmnopqrstuvwxyz"
