package verify_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func TestVerifyAcceptsWhatTheTenantIssues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		raw    string
		keys   verify.Keys
		policy verify.Policy
	}{
		{"RS256", signWith(jose.RS256, claims()), keySet(), policy()},
		{"RS512 with a key published for RS256", signWith(jose.RS512, claims()), keySet(), policy()},
		{"PS256", signWith(jose.PS256, claims()), keySet(), policy()},
		{"HS256 with a secret of 16 characters and no kid", signHS256(object{"alg": "HS256", "typ": "JWT"}, claims(), []byte(secret)), verify.Secret(secret), policyFor(jose.HS256)},
		{"type of RFC 9068", signRS256(header("RS256", object{"typ": "at+jwt"}), claims(), signingKey()), keySet(), policy()},
		{"type in full and in other case", signRS256(header("RS256", object{"typ": "application/AT+JWT"}), claims(), signingKey()), keySet(), policy()},
		{"several audiences", signRS256(header("RS256"), claims(object{"aud": []string{"https://other.example", audience}}), signingKey()), keySet(), policy()},
		{"expired within the leeway", signRS256(header("RS256"), claims(object{"exp": now.Add(-59 * time.Second).Unix()}), signingKey()), keySet(), policy()},
		{"issued in the future within the leeway", signRS256(header("RS256"), claims(object{"iat": now.Add(59 * time.Second).Unix()}), signingKey()), keySet(), policy()},
		{"no iat", signRS256(header("RS256"), claims(object{"iat": nil}), signingKey()), keySet(), policy()},
		{"dates with fractions", signRS256(header("RS256"), claims(object{"exp": float64(now.Unix()) + 0.5}), signingKey()), keySet(), policy()},
		{"x5t is no key", signRS256(header("RS256", object{"x5t": "AAAA"}), claims(), signingKey()), keySet(), policy()},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			token, err := verify.Verify(t.Context(), test.raw, test.keys, test.policy)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := token.Scopes(), []string{"read:appointments", "write:appointments"}; !slices.Equal(got, want) {
				t.Errorf("scopes %q, want %q", got, want)
			}
			if !token.HasScope("write:appointments") || token.HasScope("write") || token.HasScope("") {
				t.Errorf("the scopes %q are not told apart", token.Scopes())
			}
		})
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	good := signRS256(header("RS256"), claims(), signingKey())
	headerPart, rest, _ := strings.Cut(good, ".")
	claimsPart, signaturePart, _ := strings.Cut(rest, ".")
	rs := func(h, c object) string { return signRS256(h, c, signingKey()) }
	publicPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER(t)})
	both := policyFor(jose.RS256, jose.HS256)
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	smallKeys := verify.KeysFunc(func(context.Context, string) ([]any, error) { return []any{small.Public()}, nil })

	tests := []struct {
		name   string
		raw    string
		keys   verify.Keys   // nil: keySet()
		policy verify.Policy // zero: policy()
		reason verify.Reason
		says   string
	}{
		{name: "empty", raw: "", reason: verify.ReasonMalformed, says: "got 1"},
		{name: "oversized", raw: strings.Repeat("a", verify.MaxSize+1), reason: verify.ReasonOversized, says: "65536"},
		{name: "two parts", raw: headerPart + "." + claimsPart, reason: verify.ReasonMalformed},
		{name: "four parts: two signatures", raw: good + "." + signaturePart, reason: verify.ReasonMalformed, says: "got 4"},
		{name: "encrypted", raw: "a.b.c.d.e", reason: verify.ReasonSerialization, says: "encrypted"},
		{name: "flattened JSON", raw: fmt.Sprintf(`{"protected":%q,"payload":%q,"signature":%q}`, headerPart, claimsPart, signaturePart), reason: verify.ReasonSerialization},
		{name: "JSON with two signatures", raw: fmt.Sprintf(` {"payload":%q,"signatures":[{"protected":%q,"signature":%q},{"protected":%q,"signature":%q}]}`, claimsPart, headerPart, signaturePart, headerPart, signaturePart), reason: verify.ReasonSerialization},
		{name: "padded base64", raw: headerPart + "." + claimsPart + "=." + signaturePart, reason: verify.ReasonMalformed},
		{name: "line break in the signature", raw: good[:len(good)-4] + "\n" + good[len(good)-4:], reason: verify.ReasonMalformed},
		{name: "header is an array", raw: part("[]") + "." + claimsPart + "." + signaturePart, reason: verify.ReasonMalformed},
		{name: "header with a name twice", raw: part(`{"alg":"RS256","alg":"none"}`) + "." + claimsPart + "." + signaturePart, reason: verify.ReasonMalformed, says: "twice"},
		{name: "claims with data after them", raw: headerPart + "." + part(`{} {}`) + "." + signaturePart, reason: verify.ReasonMalformed},
		{name: "claims not UTF-8", raw: headerPart + "." + part("{\"a\":\"\xff\"}") + "." + signaturePart, reason: verify.ReasonMalformed},

		{name: "alg none", raw: part(header("none")) + "." + part(claims()) + ".", reason: verify.ReasonUnsigned},
		{name: "alg nOnE", raw: part(header("nOnE")) + "." + part(claims()) + ".", reason: verify.ReasonUnsigned},
		{name: "no alg", raw: rs(header("RS256", object{"alg": nil}), claims()), reason: verify.ReasonAlgorithm, says: "is none"},
		{name: "alg is a number", raw: rs(header("RS256", object{"alg": 1}), claims()), reason: verify.ReasonAlgorithm, says: "is 1"},
		{name: "alg outside the policy", raw: signWith(jose.RS384, claims()), reason: verify.ReasonAlgorithm, says: `"RS384"; expected "RS256", "RS512" or "PS256"`},
		{name: "HS256 by the public key's PEM", raw: signHS256(header("HS256"), claims(), publicPEM), reason: verify.ReasonAlgorithm},
		{name: "HS256 by the public key's PEM, both allowed", raw: signHS256(header("HS256"), claims(), publicPEM), policy: both, reason: verify.ReasonKeyType},
		{name: "RS256 when a secret verifies", raw: good, keys: verify.Secret(secret), policy: both, reason: verify.ReasonKeyType},
		{name: "HS256 with no secret known", raw: signHS256(header("HS256"), claims(), nil), keys: verify.Secret(""), policy: policyFor(jose.HS256), reason: verify.ReasonUnknownKey},
		{name: "RSA key too small", raw: signRS256(header("RS256"), claims(), small), keys: smallKeys, reason: verify.ReasonKeyType, says: "2048"},

		{name: "unknown kid", raw: rs(header("RS256", object{"kid": "gone"}), claims()), reason: verify.ReasonUnknownKey, says: `"gone"`},
		{name: "no kid", raw: rs(header("RS256", object{"kid": nil}), claims()), reason: verify.ReasonUnknownKey, says: "no key"},
		{name: "kid is a number", raw: rs(header("RS256", object{"kid": 7}), claims()), reason: verify.ReasonMalformed},
		{name: "kid of another key", raw: rs(header("RS256", object{"kid": "next"}), claims()), reason: verify.ReasonSignature},
		{name: "kid of an encryption key", raw: rs(header("RS256", object{"kid": "encryption"}), claims()), reason: verify.ReasonUnknownKey},
		{name: "kid of a key for RSA-OAEP", raw: rs(header("RS256", object{"kid": "oaep"}), claims()), reason: verify.ReasonUnknownKey},
		{name: "jku", raw: rs(header("RS256", object{"jku": "https://evil.example/jwks.json"}), claims()), reason: verify.ReasonKeyInjection, says: "jku"},
		{name: "jwk", raw: rs(header("RS256", object{"jwk": object{"kty": "oct"}}), claims()), reason: verify.ReasonKeyInjection},
		{name: "x5u", raw: rs(header("RS256", object{"x5u": "https://evil.example/"}), claims()), reason: verify.ReasonKeyInjection},
		{name: "x5c", raw: rs(header("RS256", object{"x5c": []string{"AAAA"}}), claims()), reason: verify.ReasonKeyInjection},
		{name: "crit", raw: rs(header("RS256", object{"crit": []string{"b64"}, "b64": true}), claims()), reason: verify.ReasonCritical},
		{name: "typ of another token", raw: rs(header("RS256", object{"typ": "logout+jwt"}), claims()), reason: verify.ReasonType, says: `"logout+jwt"; expected "JWT" or "at+jwt"`},
		{name: "no typ", raw: rs(header("RS256", object{"typ": nil}), claims()), reason: verify.ReasonType},
		{name: "typ is a number", raw: rs(header("RS256", object{"typ": 1}), claims()), reason: verify.ReasonType},

		{name: "claims of another token", raw: headerPart + "." + part(claims(object{"sub": "admin"})) + "." + signaturePart, reason: verify.ReasonSignature},
		{name: "signature cut short", raw: good[:len(good)-2], reason: verify.ReasonSignature},
		{name: "no signature", raw: headerPart + "." + claimsPart + ".", reason: verify.ReasonSignature},
		{name: "wrong secret", raw: signHS256(header("HS256"), claims(), []byte("another-secret-16")), keys: verify.Secret(secret), policy: policyFor(jose.HS256), reason: verify.ReasonSignature},

		{name: "another issuer", raw: rs(header("RS256"), claims(object{"iss": "https://tenant.example"})), reason: verify.ReasonIssuer, says: `"https://tenant.example"; expected "https://tenant.example/"`},
		{name: "no issuer", raw: rs(header("RS256"), claims(object{"iss": nil})), reason: verify.ReasonIssuer, says: "is none"},
		{name: "another audience", raw: rs(header("RS256"), claims(object{"aud": audience + "/"})), reason: verify.ReasonAudience},
		{name: "no audience", raw: rs(header("RS256"), claims(object{"aud": nil})), reason: verify.ReasonAudience},
		{name: "audience with a number among its strings", raw: rs(header("RS256"), claims(object{"aud": []any{audience, 1}})), reason: verify.ReasonAudience},
		{name: "expired", raw: rs(header("RS256"), claims(object{"exp": now.Add(-time.Minute).Unix()})), reason: verify.ReasonExpired, says: "2026-05-04T11:59:00Z; now it is 2026-05-04T12:00:00Z"},
		{name: "no exp", raw: rs(header("RS256"), claims(object{"exp": nil})), reason: verify.ReasonExpired},
		{name: "exp is a string", raw: rs(header("RS256"), claims(object{"exp": "9999999999"})), reason: verify.ReasonMalformed},
		{name: "exp overflows", raw: rs(header("RS256"), claims(object{"exp": 1e300})), reason: verify.ReasonMalformed},
		{name: "nbf in the future", raw: rs(header("RS256"), claims(object{"nbf": now.Add(61 * time.Second).Unix()})), reason: verify.ReasonNotYetValid},
		{name: "iat in the future", raw: rs(header("RS256"), claims(object{"iat": now.Add(61 * time.Second).Unix()})), reason: verify.ReasonIssuedAt},
		{name: "iat after exp", raw: rs(header("RS256"), claims(object{"exp": now.Add(-30 * time.Second).Unix(), "iat": now.Unix()})), reason: verify.ReasonIssuedAt},
		{name: "iat negative", raw: rs(header("RS256"), claims(object{"iat": -1})), reason: verify.ReasonMalformed},

		{name: "policy without issuer", raw: good, policy: verify.Policy{Audience: audience, Algorithms: []jose.SignatureAlgorithm{jose.RS256}}, reason: verify.ReasonPolicy},
		{name: "policy without audience", raw: good, policy: verify.Policy{Issuer: issuer, Algorithms: []jose.SignatureAlgorithm{jose.RS256}}, reason: verify.ReasonPolicy},
		{name: "policy without algorithms", raw: good, policy: verify.Policy{Issuer: issuer, Audience: audience}, reason: verify.ReasonPolicy},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			keys, p := test.keys, test.policy
			if keys == nil {
				keys = keySet()
			}
			if p.Issuer == "" && p.Audience == "" {
				p = policy()
			}
			token, err := verify.Verify(t.Context(), test.raw, keys, p)
			if token != nil || err == nil {
				t.Fatalf("accepted; want a refusal with reason %q", test.reason)
			}
			if got := verify.ReasonOf(err); got != test.reason {
				t.Errorf("reason %q (%v), want %q", got, err, test.reason)
			}
			if !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %q does not say %q", err, test.says)
			}
			if len(test.raw) > 20 && strings.Contains(err.Error(), test.raw[len(test.raw)-20:]) {
				t.Errorf("error %q repeats the token", err)
			}
		})
	}
}

func TestVerifyTriesEveryCandidateKey(t *testing.T) {
	t.Parallel()
	keys := verify.KeysFunc(func(context.Context, string) ([]any, error) {
		return []any{otherKey().Public(), signingKey().Public()}, nil
	})
	raw := signRS256(object{"alg": "RS256"}, claims(), signingKey())
	p := policy()
	p.Types = []string{"", "JWT"}
	if _, err := verify.Verify(t.Context(), raw, keys, p); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyAcceptsTheOtherAudience(t *testing.T) {
	t.Parallel()
	p := policy()
	p.Audience, p.AlsoAudience = "https://tenant.example/oauth/token", []string{audience}
	if _, err := verify.Verify(t.Context(), signRS256(header("RS256"), claims(), signingKey()), keySet(), p); err != nil {
		t.Fatal(err)
	}
}

func TestVerifyKeepsTheErrorOfItsKeys(t *testing.T) {
	t.Parallel()
	unreachable := errors.New("unreachable")
	keys := verify.KeysFunc(func(context.Context, string) ([]any, error) { return nil, unreachable })
	_, err := verify.Verify(t.Context(), signRS256(header("RS256"), claims(), signingKey()), keys, policy())
	if !errors.Is(err, unreachable) || verify.ReasonOf(err) != "" {
		t.Fatalf("error %v, want the one of the keys and no refusal", err)
	}
}

func TestErrorsBoundAndEscapeWhatTheTokenSays(t *testing.T) {
	t.Parallel()
	raw := signRS256(header("RS256"), claims(object{"iss": "\x1b[31m" + strings.Repeat("x", 5000)}), signingKey())
	_, err := verify.Verify(t.Context(), raw, keySet(), policy())
	if err == nil || len(err.Error()) > 400 || strings.Contains(err.Error(), "\x1b") {
		t.Fatalf("error %q, want a short one without control characters", err)
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	t.Parallel()
	keys, err := verify.Secret(secret).Keys(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, keys[0]); strings.Contains(text, secret) {
			t.Errorf("%s prints the secret: %s", format, text)
		}
	}
}

func publicDER(t *testing.T) []byte {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(signingKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	return der
}
