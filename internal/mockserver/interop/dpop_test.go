package interop_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// proofFor makes a DPoP proof (RFC 9449, section 4.2) for a request without, or
// with, an access token; nil in the changes removes a claim.
func proofFor(key *ecdsa.PrivateKey, method, target, accessToken string, changes object) string {
	claims := object{"htm": method, "htu": target, "iat": time.Now().Unix(), "jti": rand.Text()}
	if accessToken != "" {
		sum := sha256.Sum256([]byte(accessToken))
		claims["ath"] = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	header := object{"alg": "ES256", "typ": "dpop+jwt", "jwk": jose.JSONWebKey{Key: key.Public()}}
	return forge.Sign("ES256", key, header, forge.With(claims, changes))
}

// The vendor's middleware is the one of the resource servers that knows DPoP.
func TestDPoPBoundTokens(t *testing.T) {
	node := newNode(t)
	t.Parallel()
	tn := newTenant(t)
	server := startServer(t, node.command(t, "express.mjs"), tn.URL+"/", []api{dpop})
	key, thiefs := newECKey(t), newECKey(t)
	token := tn.token(t, dpop.Audience, readScope, proofFor(key, http.MethodPost, tn.URL+"/oauth/token", "", nil))
	now := time.Now().Unix()
	unbound := forge.Sign("RS256", currentKey(), object{"alg": "RS256", "typ": "JWT", "kid": currentKid}, object{
		"iss": tn.Server.Issuer(), "sub": "reader@clients", "aud": dpop.Audience, "scope": readScope, "iat": now, "exp": now + 60,
	})
	target := server.url + dpop.Path
	good := func(changes object) string { return proofFor(key, http.MethodGet, target, token, changes) }

	for _, test := range []struct {
		name, authorization, proof string
		accepted                   bool
	}{
		{"with its proof", "DPoP " + token, good(nil), true},
		{"as a bearer token", "Bearer " + token, "", false},
		{"as a bearer token, with its proof", "Bearer " + token, good(nil), false},
		{"without proof", "DPoP " + token, "", false},
		{"with the thief's proof", "DPoP " + token, proofFor(thiefs, http.MethodGet, target, token, nil), false},
		{"with a proof for another method", "DPoP " + token, good(object{"htm": "POST"}), false},
		{"with a proof for another URL", "DPoP " + token, good(object{"htu": server.url + "/"}), false},
		{"with a proof for another token", "DPoP " + token, proofFor(key, http.MethodGet, target, token+"x", nil), false},
		{"with a proof for no token", "DPoP " + token, good(object{"ath": nil}), false},
		{"with an old proof", "DPoP " + token, good(object{"iat": time.Now().Add(-time.Hour).Unix()}), false},
		{"an unbound token with a proof", "DPoP " + unbound, proofFor(key, http.MethodGet, target, unbound, nil), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := server.ask(t, dpop.Path, test.authorization, test.proof)
			if test.accepted != (got.status == http.StatusOK) || !test.accepted && !refused(got.status) {
				t.Errorf("%+v, accepted should be %v", got, test.accepted)
			}
		})
	}
}

func newECKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
