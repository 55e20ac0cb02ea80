package token_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func encodePEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func pkcs8(tb testing.TB, key any) string {
	tb.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	return encodePEM("PRIVATE KEY", der)
}

func assertionKey(tb testing.TB, alg string) *token.AssertionKey {
	tb.Helper()
	key, err := token.ParseAssertionKey(pkcs8(tb, firstKey()), alg)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func TestParseAssertionKeyAccepts(t *testing.T) {
	t.Parallel()
	pkcs1 := encodePEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(firstKey()))
	for _, text := range []string{pkcs1, pkcs8(t, firstKey()), "\n" + pkcs1 + "\n\n", strings.ReplaceAll(pkcs1, "\n", "\r\n")} {
		for _, alg := range append(token.AssertionAlgorithms(), "") {
			key, err := token.ParseAssertionKey(text, alg)
			if err != nil {
				t.Errorf("%q: %v", alg, err)
			} else if printed := fmt.Sprintf("%v %+v %#v", key, *key, key); len(printed) > 100 {
				t.Errorf("the key prints: %s", printed)
			}
		}
	}
}

func TestParseAssertionKeyNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := pkcs8(t, firstKey())
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, pem, alg, says string }{
		{"algorithm", good, "HS256", `"HS256"; expected one of RS256, RS384, PS256`},
		{"empty", "", "RS256", "is not PEM"},
		{"a file name", "/keys/client.pem", "RS256", "file name"},
		{"escaped line breaks", strings.ReplaceAll(good, "\n", `\n`), "RS256", `"\n"`},
		{"public key", encodePEM("PUBLIC KEY", []byte("x")), "RS256", `"PUBLIC KEY"; expected "PRIVATE KEY"`},
		{"certificate", encodePEM("CERTIFICATE", []byte("x")), "RS256", `"CERTIFICATE"`},
		{"encrypted PKCS #8", encodePEM("ENCRYPTED PRIVATE KEY", []byte("x")), "RS256", "passphrase"},
		{"encrypted PKCS #1", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n", "RS256", "passphrase"},
		{"damaged", encodePEM("PRIVATE KEY", []byte("x")), "RS256", "damaged"},
		{"damaged PKCS #1", encodePEM("RSA PRIVATE KEY", []byte("x")), "RS256", "damaged"},
		{"elliptic curve", pkcs8(t, curve), "RS256", "*ecdsa.PrivateKey; expected an RSA key"},
		{"small", pkcs8(t, small), "RS256", "1024 bits; expected 2048"},
		{"two blocks", good + good, "RS256", "text after"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			key, err := token.ParseAssertionKey(test.pem, test.alg)
			if key != nil || err == nil || !strings.Contains(err.Error(), test.says) {
				t.Fatalf("error %v, want one that says %q", err, test.says)
			}
			if len(test.pem) > 200 && strings.Contains(err.Error(), test.pem[100:140]) {
				t.Errorf("the error repeats the key: %v", err)
			}
		})
	}
}

func TestFetchByAssertion(t *testing.T) {
	t.Parallel()
	for _, alg := range token.AssertionAlgorithms() {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(n int, _ url.Values, w http.ResponseWriter) {
				if n == 1 {
					w.WriteHeader(http.StatusServiceUnavailable)
					return
				}
				answer(w, "x", 60)
			}
			r := request()
			r.Assertion = assertionKey(t, alg)
			mustFetch(t, fetcher, r)
			ids := map[string]bool{}
			for _, form := range tenant.forms {
				if form.Has("client_secret") || form.Get("client_id") != "reader" || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
					t.Errorf("form %v", form)
				}
				keys := verify.KeysFunc(func(context.Context, string) ([]any, error) { return []any{firstKey().Public()}, nil })
				got, err := verify.Verify(t.Context(), form.Get("client_assertion"), keys, verify.Policy{
					Issuer: "reader", Audience: issuer, Algorithms: []jose.SignatureAlgorithm{jose.SignatureAlgorithm(alg)}, Now: tenant.Now,
				})
				if err != nil {
					t.Fatal(err)
				}
				if life := got.ExpiresAt().Sub(got.IssuedAt()); got.Subject() != "reader" || life > 5*time.Minute {
					t.Errorf("claims %v", got.Claims)
				}
				ids[got.ID()] = true
			}
			if len(ids) != 2 || ids[""] {
				t.Errorf("ids %v of two attempts, want two", ids)
			}
		})
	}
}

func FuzzParseAssertionKey(f *testing.F) {
	f.Add(pkcs8(f, firstKey()), "RS256")
	f.Add(encodePEM("RSA PRIVATE KEY", []byte("x")), "")
	f.Fuzz(func(t *testing.T, text, alg string) {
		if key, err := token.ParseAssertionKey(text, alg); (key == nil) == (err == nil) {
			t.Fatalf("key %v, error %v", key, err)
		}
	})
}
