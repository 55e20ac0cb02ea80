package token_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

func curveKey(tb testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func proofKey(tb testing.TB, key *ecdsa.PrivateKey) *token.ProofKey {
	tb.Helper()
	parsed, err := token.ParseProofKey(pkcs8(tb, key))
	if err != nil {
		tb.Fatal(err)
	}
	return parsed
}

func TestParseProofKey(t *testing.T) {
	t.Parallel()
	key := curveKey(t, elliptic.P256())
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := (&jose.JSONWebKey{Key: key.Public()}).Thumbprint(crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	sec1 := encodePEM("EC PRIVATE KEY", der)
	for _, text := range []string{sec1, pkcs8(t, key), strings.ReplaceAll(sec1, "\n", "\r\n")} {
		parsed, err := token.ParseProofKey(text)
		if err != nil || parsed.Thumbprint() != base64.RawURLEncoding.EncodeToString(sum) {
			t.Fatalf("%v, %v", parsed, err)
		}
		if printed := fmt.Sprintf("%v %+v %#v", parsed, *parsed, parsed); len(printed) > 100 {
			t.Errorf("the key prints: %s", printed)
		}
	}
	for text, says := range map[string]string{
		"key.pem": "file name", pkcs8(t, firstKey()): "P-256", pkcs8(t, curveKey(t, elliptic.P384())): "P-256", encodePEM("EC PRIVATE KEY", []byte("x")): "damaged",
		encodePEM("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(firstKey())): `"RSA PRIVATE KEY"; expected "PRIVATE KEY" or "EC PRIVATE KEY"`, sec1 + sec1: "text after",
	} {
		if parsed, err := token.ParseProofKey(text); parsed != nil || err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want an error that says %q", err, says)
		}
	}
}

// proofOf verifies the proof of a request with the key that it brings, and returns the
// thumbprint of the key and the claims (RFC 9449, section 4.2).
func proofOf(t *testing.T, header http.Header) (thumbprint string, claims object) {
	t.Helper()
	signed, err := jose.ParseSignedCompact(header.Get("DPoP"), []jose.SignatureAlgorithm{jose.ES256})
	if err != nil {
		t.Fatal(err)
	}
	protected := signed.Signatures[0].Protected
	content, err := signed.Verify(protected.JSONWebKey)
	if err != nil || protected.ExtraHeaders["typ"] != "dpop+jwt" || !protected.JSONWebKey.IsPublic() {
		t.Fatalf("header %v: %v", protected, err)
	}
	sum, err := protected.JSONWebKey.Thumbprint(crypto.SHA256)
	if err == nil {
		err = json.Unmarshal(content, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(sum), claims
}

// A tenant may demand a nonce (RFC 9449, section 8): the second request has it, and an id
// of its own.
func TestFetchWithAProof(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	r := request()
	r.Proof, r.Organization = proofKey(t, curveKey(t, elliptic.P256())), "org_1"
	bind := object{"jkt": r.Proof.Thumbprint()}
	tenant.token = func(n int, _ url.Values, w http.ResponseWriter) {
		if n == 1 {
			w.Header().Set("DPoP-Nonce", "n-0nce")
			writeJSON(w, http.StatusBadRequest, object{"error": "use_dpop_nonce"})
			return
		}
		claims := tenant.claims("read:appointments")
		claims["cnf"] = bind
		writeJSON(w, http.StatusOK, object{"access_token": signRS256("first", firstKey(), claims), "token_type": "DPoP", "expires_in": 3600})
	}
	fetched, _, err := fetcher.FetchVerified(t.Context(), r, token.VerifyKey{})
	if err != nil || fetched.TokenType != "DPoP" || tenant.tokenRequests() != 2 {
		t.Fatalf("%v after %d requests: %v", fetched, tenant.tokenRequests(), err)
	}
	ids := map[any]bool{}
	for i, header := range tenant.headers {
		thumbprint, claims := proofOf(t, header)
		target, _ := claims["htu"].(string)
		if thumbprint != r.Proof.Thumbprint() || claims["htm"] != "POST" || !strings.HasSuffix(target, "/oauth/token") || claims["iat"] != float64(tenant.Now().Unix()) || (claims["nonce"] == "n-0nce") != (i == 1) {
			t.Errorf("proof %d: %v", i, claims)
		}
		ids[claims["jti"]] = true
		if tenant.forms[i].Get("organization") != "org_1" {
			t.Errorf("form %v", tenant.forms[i])
		}
	}
	if len(ids) != 2 {
		t.Errorf("ids %v, want two", ids)
	}

	// Another key and another organization are other tokens. A token that is bound to
	// another key is an error.
	other := r
	other.Proof = proofKey(t, curveKey(t, elliptic.P256()))
	var unbound *token.NotBoundError
	if _, _, err := fetcher.FetchVerified(t.Context(), other, token.VerifyKey{}); !errors.As(err, &unbound) {
		t.Errorf("error %v, want that the token is not bound to this key", err)
	}
	r.Organization = "org_2"
	if mustFetch(t, fetcher, r); tenant.tokenRequests() != 4 {
		t.Errorf("%d requests, want 4", tenant.tokenRequests())
	}
}

// A nonce is sent once: a tenant that demands one again and again gets two requests.
func TestANonceIsSentOnce(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) {
		w.Header().Set("DPoP-Nonce", "n-0nce")
		writeJSON(w, http.StatusBadRequest, object{"error": "use_dpop_nonce"})
	}
	r := request()
	r.Proof = proofKey(t, curveKey(t, elliptic.P256()))
	_, err := fetcher.Fetch(t.Context(), r)
	var refused *token.Error
	if !errors.As(err, &refused) || refused.Cause() != token.CauseProof || tenant.tokenRequests() != 2 {
		t.Errorf("%v after %d requests", err, tenant.tokenRequests())
	}
}
