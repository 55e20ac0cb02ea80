package management_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func publicKeyPEM(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(&pairs()[0].Key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return block("PUBLIC KEY", der)
}

// otherKeyPEM is one of any number of different public keys. A key's modulus
// need not be that of a private key where nothing is verified with it.
func otherKeyPEM(t testing.TB, i int) string {
	t.Helper()
	return rsaPEM(t, 2048, i)
}

func rsaPEM(t testing.TB, bits, i int) string {
	t.Helper()
	modulus := new(big.Int).SetBit(big.NewInt(int64(2*i+1)), bits-1, 1)
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: modulus, E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	return block("PUBLIC KEY", der)
}

func privateKeyPEM(t testing.TB) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(pairs()[0].Key)
	if err != nil {
		t.Fatal(err)
	}
	return block("PRIVATE KEY", der)
}

var certificateEnd = time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)

func certificatePEM(t testing.TB) string {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{
			OrganizationalUnit: []string{"A", "B"}, CommonName: "test",
			ExtraNames: []pkix.AttributeTypeAndValue{
				{Type: asn1.ObjectIdentifier{2, 5, 4, 8}, Value: "Madrid"}, {Type: asn1.ObjectIdentifier{2, 5, 4, 10}, Value: "Example, Inc"},
			},
		},
		NotBefore: certificateEnd.AddDate(-2, 0, 0), NotAfter: certificateEnd,
	}
	key := pairs()[0].Key
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return block("CERTIFICATE", der)
}

func shortKeyPEM(t testing.TB) string {
	t.Helper()
	modulus := new(big.Int).SetBit(big.NewInt(1), 1023, 1)
	der, err := x509.MarshalPKIXPublicKey(&rsa.PublicKey{N: modulus, E: 65537})
	if err != nil {
		t.Fatal(err)
	}
	return block("PUBLIC KEY", der)
}

func thumbprintOf(t testing.TB) string {
	t.Helper()
	jwk := jose.JSONWebKey{Key: &pairs()[0].Key.PublicKey}
	sum, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// jsonText is how a text looks inside an answer, up to its end.
func jsonText(t testing.TB, text string) string {
	t.Helper()
	quoted := compact(t, text)
	for escape, plain := range map[string]string{`\u003c`: "<", `\u003e`: ">", `\u0026`: "&"} {
		quoted = strings.ReplaceAll(quoted, escape, plain)
	}
	return quoted[1 : len(quoted)-1]
}
