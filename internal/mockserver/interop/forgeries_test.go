package interop_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// forgery is a token that the API at the path must refuse.
type forgery struct{ name, path, token string }

// forgeries are created from a genuine token of each API, as an attacker would. evil is the
// attacker's server, which must not be asked for keys. Some forgeries are signed with the
// tenant's own key, so that only the property in their name is wrong.
func forgeries(t *testing.T, issuer, evil string, genuine func(api) string) []forgery {
	t.Helper()
	now := time.Now()
	header := object{"alg": "RS256", "typ": "JWT", "kid": currentKid}
	claims := object{
		"iss": issuer, "sub": "forger@clients", "aud": rs256.Audience, "scope": readScope,
		"iat": now.Add(-time.Hour).Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	tenants := func(headers, changes object) string {
		return forge.Sign("RS256", currentKey(), forge.With(header, headers), forge.With(claims, changes))
	}
	attackers := func(headers object) string {
		return forge.Sign("RS256", attackerKey(), forge.With(header, headers), claims)
	}
	confused := func(secret []byte) string {
		return forge.Sign("HS256", secret, forge.With(header, object{"alg": "HS256"}), claims)
	}
	der, pemText := publicForms(t, currentKey())
	own := jose.JSONWebKey{Key: attackerKey().Public(), KeyID: "mine"}
	real := genuine(rs256)
	h, p, s := parts(real)
	otherH, otherP, otherS := parts(attackers(object{"kid": "mine"}))

	out := []forgery{
		{"alg none", rs256.Path, forge.Unsigned(forge.With(header, object{"alg": "none"}), claims)},
		{"alg nOnE", rs256.Path, forge.Unsigned(forge.With(header, object{"alg": "nOnE"}), claims)},
		{"alg none with a signature", rs256.Path, forge.Unsigned(forge.With(header, object{"alg": "none"}), claims) + s},
		{"alg none at HS256", hs256.Path, forge.Unsigned(object{"alg": "none"}, forge.With(claims, object{"aud": hs256.Audience}))},
		{"no alg", rs256.Path, tenants(object{"alg": nil}, nil)},
		{"HS256 by the public key's PEM", rs256.Path, confused(pemText)},
		{"HS256 by the public key's DER", rs256.Path, confused(der)},
		{"HS256 by the public modulus", rs256.Path, confused(currentKey().N.Bytes())},
		{"HS256 by no secret", rs256.Path, confused(nil)},
		{"RS256 at HS256", hs256.Path, tenants(nil, object{"aud": hs256.Audience})},
		{"PS256 at RS256", rs256.Path, forge.Sign("PS256", currentKey(), forge.With(header, object{"alg": "PS256"}), claims)},
		{"RS256 at PS256", ps256.Path, tenants(nil, object{"aud": ps256.Audience})},

		{"signed by another key", rs256.Path, attackers(nil)},
		{"unknown kid", rs256.Path, attackers(object{"kid": "mine"})},
		{"unknown kid for the tenant's key", rs256.Path, tenants(object{"kid": "unknown"}, nil)},
		{"kid of the tenant's other key", rs256.Path, tenants(object{"kid": nextKid}, nil)},
		{"kid is a number", rs256.Path, tenants(object{"kid": 7}, nil)},
		{"jwk", rs256.Path, attackers(object{"jwk": own})},
		{"jwk and its kid", rs256.Path, attackers(object{"jwk": own, "kid": "mine"})},
		{"jku", rs256.Path, attackers(object{"jku": evil + "/jwks.json", "kid": "mine"})},
		{"x5u", rs256.Path, attackers(object{"x5u": evil + "/cert.pem", "kid": "mine"})},
		{"x5c", rs256.Path, attackers(object{"x5c": []string{base64.StdEncoding.EncodeToString(der)}})},
		{"critical extension", rs256.Path, tenants(object{"crit": []string{"forged"}, "forged": 1}, nil)},

		{"of another issuer", rs256.Path, tenants(nil, object{"iss": "https://evil.test/"})},
		{"issuer without its slash", rs256.Path, tenants(nil, object{"iss": strings.TrimSuffix(issuer, "/")})},
		{"without issuer", rs256.Path, tenants(nil, object{"iss": nil})},
		{"for another API of the tenant", rs256.Path, genuine(rfc9068)},
		{"for another audience", rs256.Path, tenants(nil, object{"aud": rs256.Audience + "x"})},
		{"without audience", rs256.Path, tenants(nil, object{"aud": nil})},
		{"expired", rs256.Path, tenants(nil, object{"exp": now.Add(-time.Minute).Unix()})},
		{"without exp", rs256.Path, tenants(nil, object{"exp": nil})},
		{"not yet valid", rs256.Path, tenants(nil, object{"nbf": now.Add(time.Hour).Unix()})},
		{"typ JWT where at+jwt is the type", rfc9068.Path, tenants(nil, object{"aud": rfc9068.Audience, "client_id": "c", "jti": "1"})},
		{"no typ where at+jwt is the type", rfc9068.Path, tenants(object{"typ": nil}, object{"aud": rfc9068.Audience, "client_id": "c", "jti": "1"})},

		{"tampered claims", rs256.Path, h + "." + forge.Part(claims) + "." + s},
		{"tampered header", rs256.Path, forge.Part(forge.With(header, object{"typ": "at+jwt"})) + "." + p + "." + s},
		{"cut signature", rs256.Path, real[:len(real)-8]},
		{"no signature", rs256.Path, h + "." + p + "."},
		{"signed with another secret", hs256.Path, forge.Sign("HS256", []byte(secondSecret), object{"alg": "HS256", "typ": "JWT"}, forge.With(claims, object{"aud": hs256.Audience}))},

		{"two signatures", rs256.Path, real + "." + otherS},
		{"JSON with a forged signature", rs256.Path, jsonJWS(otherP, [2]string{otherH, otherS})},
		{"JSON with a forged and a genuine signature", rs256.Path, jsonJWS(p, [2]string{otherH, otherS}, [2]string{h, s})},
		{"JSON with a genuine and a forged signature", rs256.Path, jsonJWS(p, [2]string{h, s}, [2]string{otherH, otherS})},
		{"encrypted", rs256.Path, h + "...." + s},
		{"oversized", rs256.Path, forge.Sign("RS256", attackerKey(), header, forge.With(claims, object{"filler": strings.Repeat("x", 100<<10)}))},
		{"no token", rs256.Path, "opaque"},
	}
	return out
}

func parts(token string) (header, payload, signature string) {
	all := strings.Split(token, ".")
	return all[0], all[1], all[2]
}

// jsonJWS is the JSON serialisation (RFC 7515, section 7.2), which no access
// token has.
func jsonJWS(payload string, signatures ...[2]string) string {
	list := make([]object, len(signatures))
	for i, each := range signatures {
		list[i] = object{"protected": each[0], "signature": each[1]}
	}
	text, err := json.Marshal(object{"payload": payload, "signatures": list})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func publicForms(t *testing.T, key *rsa.PrivateKey) (der, pemText []byte) {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return der, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
}
