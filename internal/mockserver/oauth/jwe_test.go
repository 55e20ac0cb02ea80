package oauth_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"hash"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// decrypt is what an API does, by the steps of RFC 7516, section 5.2.
func decrypt(tb testing.TB, raw string, newHash func() hash.Hash) string {
	tb.Helper()
	parts := strings.Split(raw, ".")
	if len(parts) != 5 {
		tb.Fatalf("%d parts", len(parts))
	}
	part := func(i int) []byte {
		out, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			tb.Fatal(err)
		}
		return out
	}
	key, err := rsa.DecryptOAEP(newHash(), nil, clientKey(), part(1), nil)
	if err != nil {
		tb.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		tb.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := gcm.Open(nil, part(2), append(part(3), part(4)...), []byte(parts[0]))
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

func TestEncryptedTokens(t *testing.T) {
	t.Parallel()
	for alg, newHash := range map[string]func() hash.Hash{"RSA-OAEP-256": sha256.New, "RSA-OAEP-384": sha512.New384, "RSA-OAEP-512": sha512.New} {
		t.Run(alg, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant()
			tenant.api.TokenEncryption = &store.TokenEncryption{
				Format: "compact-nested-jwe", EncryptionKey: store.EncryptionKey{Alg: alg, Kid: "enc-1", PEM: publicPEM(t, clientKey())},
			}
			h := tenant.start(t)
			got := post(t, h, form("scope", "read:appointments"))
			if token := verified(t, decrypt(t, got.AccessToken, newHash), "RS256"); token.Claims["scope"] != "read:appointments" {
				t.Errorf("claims %v", token.Claims)
			}
			if alg == "RSA-OAEP-256" { // go-jose knows only this algorithm
				parsed, err := jose.ParseEncryptedCompact(got.AccessToken, []jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
				if err != nil {
					t.Fatal(err)
				}
				if parsed.Header.KeyID != "enc-1" || parsed.Header.ExtraHeaders["cty"] != "JWT" {
					t.Errorf("header %+v", parsed.Header)
				}
				if text, err := parsed.Decrypt(clientKey()); err != nil || string(text) != decrypt(t, got.AccessToken, newHash) {
					t.Errorf("go-jose: %v", err)
				}
			}
			// The tenant has only the public key.
			if answer := introspected(t, h, got.AccessToken); answer["reason"] != "encrypted" {
				t.Errorf("%v", answer)
			}
			if answer := do(t, h, http.MethodGet, oauth.CheckPrefix+url.PathEscape(api)+"/check", "", "Bearer "+got.AccessToken, ""); answer.Status != http.StatusUnauthorized {
				t.Errorf("%d", answer.Status)
			}
		})
	}
}
