package verify_test

import (
	"crypto/rsa"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const (
	issuer   = "https://tenant.example/"
	audience = "https://api.example/appointments"
	secret   = "sixteen-letters!"
)

var now = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// The keys are made once for all tests of the package: making one is slow.
var (
	signingKey = sync.OnceValue(forge.NewKey)
	otherKey   = sync.OnceValue(forge.NewKey)
)

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

type object = forge.Object

func claims(changes ...object) object {
	return forge.With(object{
		"iss": issuer, "aud": audience, "sub": "client@clients",
		"iat": now.Add(-time.Hour).Unix(), "exp": now.Add(time.Hour).Unix(),
		"scope": "read:appointments write:appointments",
	}, changes...)
}

func header(alg string, changes ...object) object {
	return forge.With(object{"alg": alg, "typ": "JWT", "kid": "current"}, changes...)
}

func part(v any) string { return forge.Part(v) }

func signRS256(header, claims any, key *rsa.PrivateKey) string {
	return forge.Sign("RS256", key, header, claims)
}

func signHS256(header, claims any, key []byte) string {
	return forge.Sign("HS256", key, header, claims)
}

// signWith signs with the tenant's key and the other algorithms for it.
func signWith(alg jose.SignatureAlgorithm, claims object) string {
	return forge.Sign(string(alg), signingKey(), header(string(alg)), claims)
}
