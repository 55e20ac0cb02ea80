package verify_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	issuer   = "https://tenant.example/"
	audience = "https://api.example/appointments"
	secret   = "sixteen-letters!"
)

var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// The keys are made once for all tests of the package: making one is slow.
var (
	signingKey = sync.OnceValue(newKey)
	otherKey   = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

func keySet() verify.Keys {
	return verify.JWKS(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: signingKey().Public(), KeyID: "current", Use: "sig", Algorithm: "RS256"},
		{Key: otherKey().Public(), KeyID: "next", Use: "sig", Algorithm: "RS256"},
		{Key: signingKey().Public(), KeyID: "encryption", Use: "enc"},
		{Key: signingKey().Public(), KeyID: "oaep", Algorithm: "RSA-OAEP"},
	}})
}

func policy() verify.Policy {
	return verify.Policy{
		Issuer: issuer, Audience: audience, Leeway: time.Minute,
		Algorithms: []jose.SignatureAlgorithm{jose.RS256, jose.RS512, jose.PS256},
		Now:        func() time.Time { return now },
	}
}

func policyFor(algorithms ...jose.SignatureAlgorithm) verify.Policy {
	p := policy()
	p.Algorithms = algorithms
	return p
}

type object = map[string]any

func claims(changes ...object) object {
	out := object{
		"iss": issuer, "aud": audience, "sub": "client@clients",
		"iat": now.Add(-time.Hour).Unix(), "exp": now.Add(time.Hour).Unix(),
		"scope": "read:appointments write:appointments",
	}
	for _, change := range changes {
		maps.Copy(out, change)
		for name, value := range change {
			if value == nil {
				delete(out, name)
			}
		}
	}
	return out
}

func header(alg string, more ...object) object {
	out := object{"alg": alg, "typ": "JWT", "kid": "current"}
	for _, change := range more {
		maps.Copy(out, change)
		for name, value := range change {
			if value == nil {
				delete(out, name)
			}
		}
	}
	return out
}

func part(v any) string {
	text, isText := v.(string)
	if !isText {
		encoded, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		text = string(encoded)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

// The tests sign by hand: what an attacker sends was not made by go-jose.

func signRS256(header, claims any, key *rsa.PrivateKey) string {
	input := part(header) + "." + part(claims)
	digest := sha256.Sum256([]byte(input))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	return input + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func signHS256(header, claims any, key []byte) string {
	input := part(header) + "." + part(claims)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(input))
	return input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// signWith signs with go-jose, for the algorithms that the tests do not do by hand.
func signWith(tb testing.TB, alg jose.SignatureAlgorithm, claims object) string {
	tb.Helper()
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "current")
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: signingKey()}, options)
	if err != nil {
		tb.Fatal(err)
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		tb.Fatal(err)
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		tb.Fatal(err)
	}
	raw, err := signed.CompactSerialize()
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}
