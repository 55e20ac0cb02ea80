package token_test

import (
	"crypto/rsa"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// issues makes the tenant issue what sign makes.
func (t *tenant) issues(sign func() string) {
	t.token = func(_ int, _ url.Values, w http.ResponseWriter) { answer(w, sign(), 3600) }
}

func TestFetchVerifiedByThePublishedKeys(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	tenant.issues(func() string { return signRS256("first", firstKey(), tenant.claims("a b")) })
	for _, key := range []token.VerifyKey{{}, {SigningSecret: shared}} {
		got, verified, err := fetcher.FetchVerified(t.Context(), request("b"), key)
		if err != nil {
			t.Fatal(err)
		}
		if got.AccessToken == "" || verified.Subject() != "reader@clients" || !slices.Equal(verified.Scopes(), []string{"a", "b"}) {
			t.Errorf("token %v, claims %v", got, verified.Claims)
		}
	}
	if tenant.tokenRequests() != 1 || tenant.keyRequests() != 1 {
		t.Errorf("%d token and %d key requests, want one of each", tenant.tokenRequests(), tenant.keyRequests())
	}
}

func TestFetchVerifiedByTheSigningSecret(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	tenant.issues(func() string { return signHS256(tenant.claims("a")) })
	if _, _, err := fetcher.FetchVerified(t.Context(), request("a"), token.VerifyKey{SigningSecret: shared}); err != nil {
		t.Fatal(err)
	}
	if tenant.keyRequests() != 0 {
		t.Error("the published keys were fetched for a token that they cannot verify")
	}
	_, _, err := fetcher.FetchVerified(t.Context(), request("a"), token.VerifyKey{})
	var needed *token.SigningSecretNeededError
	if !errors.As(err, &needed) || needed.Audience != audience || !strings.Contains(err.Error(), "signing_secret") {
		t.Errorf("error %v, want one that asks for signing_secret", err)
	}
	_, _, err = fetcher.FetchVerified(t.Context(), request("a"), token.VerifyKey{SigningSecret: "another-secret-of-16"})
	if verify.ReasonOf(err) != verify.ReasonSignature {
		t.Errorf("error %v, want a refused signature", err)
	}
}

func TestFetchVerifiedRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		sign   func(*tenant) string
		reason verify.Reason
	}{
		{"another issuer", func(t *tenant) string {
			c := t.claims("")
			c["iss"] = "https://other.example/"
			return signRS256("first", firstKey(), c)
		}, verify.ReasonIssuer},
		{"another audience", func(t *tenant) string {
			c := t.claims("")
			c["aud"] = "other"
			return signRS256("first", firstKey(), c)
		}, verify.ReasonAudience},
		{"expired", func(t *tenant) string {
			c := t.claims("")
			c["exp"], c["iat"] = t.Now().Add(-time.Minute).Unix(), t.Now().Add(-time.Hour).Unix()
			return signRS256("first", firstKey(), c)
		}, verify.ReasonExpired},
		{"another key", func(t *tenant) string { return signRS256("first", secondKey(), t.claims("")) }, verify.ReasonSignature},
		{"unknown key", func(t *tenant) string { return signRS256("second", secondKey(), t.claims("")) }, verify.ReasonUnknownKey},
		{"opaque", func(*tenant) string { return "opaque" }, verify.ReasonMalformed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			raw := test.sign(tenant)
			tenant.issues(func() string { return raw })
			_, _, err := fetcher.FetchVerified(t.Context(), request(), token.VerifyKey{})
			if verify.ReasonOf(err) != test.reason || !strings.Contains(err.Error(), audience) || strings.Contains(err.Error(), raw) {
				t.Errorf("error %v, want reason %q", err, test.reason)
			}
		})
	}
}

func TestATokenOutsideTheAPIsAlgorithmIsRefused(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	tokens := map[string]string{"HS256": signHS256(tenant.claims(""))}
	for _, algorithm := range []string{"RS256", "RS512", "PS256"} {
		header := object{"alg": algorithm, "typ": "JWT", "kid": "first"}
		tokens[algorithm] = forge.Sign(algorithm, firstKey(), header, tenant.claims(""))
	}
	for api := range tokens {
		for algorithm, raw := range tokens {
			// The secret is at hand, so that nothing but the algorithm is in the way.
			_, err := fetcher.Verify(t.Context(), raw, audience, token.VerifyKey{Algorithm: api, SigningSecret: shared})
			if algorithm == api && err != nil {
				t.Errorf("an %s token of an API with %s: %v", algorithm, api, err)
			}
			if algorithm != api && verify.ReasonOf(err) != verify.ReasonAlgorithm {
				t.Errorf("an %s token of an API with %s: %v, want it refused for its algorithm", algorithm, api, err)
			}
		}
	}
}

func TestFetchVerifiedNamesTheScopesThatAreMissing(t *testing.T) {
	t.Parallel()
	for granted, want := range map[string]string{
		"":    `client "reader" was not granted a, c for audience "` + audience + `": the token has no scope at all.`,
		"b x": `was not granted a, c for audience "` + audience + `": the token has only b, x.`,
	} {
		tenant, fetcher := start(t)
		tenant.issues(func() string { return signRS256("first", firstKey(), tenant.claims(granted)) })
		_, _, err := fetcher.FetchVerified(t.Context(), request("c", "a"), token.VerifyKey{})
		var missing *token.ScopeNotGrantedError
		if !errors.As(err, &missing) || !slices.Equal(missing.Missing, []string{"a", "c"}) || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestKeysAreFetchedAgainForAnUnknownKid(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	kid, key := "first", firstKey()
	tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) {
		answer(w, signRS256(kid, key, tenant.claims("")), 60)
	}
	tenant.keys = func(n int, w http.ResponseWriter) {
		published := map[string]*rsa.PrivateKey{"first": firstKey()}
		if n > 1 {
			published["second"] = secondKey()
		}
		publish(w, published)
	}
	for _, step := range []string{"before the rotation", "after the rotation"} {
		if _, _, err := fetcher.FetchVerified(t.Context(), request(), token.VerifyKey{}); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		kid, key = "second", secondKey()
		// The next token is a new one, the keys at hand are still good.
		tenant.Advance(5 * time.Minute)
	}
	if got := tenant.keyRequests(); got != 2 {
		t.Errorf("%d key requests, want 2", got)
	}
}

func TestUnknownKidsDoNotFloodTheTenant(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	raw := signRS256("unknown", secondKey(), tenant.claims(""))
	for range 50 {
		if _, err := fetcher.Verify(t.Context(), raw, audience, token.VerifyKey{}); verify.ReasonOf(err) != verify.ReasonUnknownKey {
			t.Fatalf("error %v, want an unknown key", err)
		}
	}
	if got := tenant.keyRequests(); got != 6 {
		t.Errorf("%d key requests, want the first and 5 more", got)
	}
}

func TestJWKS(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		keys func(n int, w http.ResponseWriter)
		says string
	}{
		{"after a busy tenant", func(n int, w http.ResponseWriter) {
			if n == 1 {
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			publish(w, map[string]*rsa.PrivateKey{"first": firstKey()})
		}, ""},
		{"not found", func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound) }, "404 Not Found"},
		{"not a key set", func(_ int, w http.ResponseWriter) { _, _ = w.Write([]byte("[]")) }, "not a key set"},
		{"oversized", func(_ int, w http.ResponseWriter) { _, _ = w.Write(make([]byte, 2<<20)) }, "too large"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.keys = test.keys
			set, err := fetcher.JWKS(t.Context())
			if test.says == "" {
				if err != nil || len(set.Keys) != 1 {
					t.Errorf("%d keys, error %v", len(set.Keys), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "/.well-known/jwks.json") {
				t.Errorf("error %v, want one that says %q", err, test.says)
			}
		})
	}
}

func TestJWKSIsKeptForTenMinutes(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	for _, step := range []struct {
		after    time.Duration
		requests int
	}{{0, 1}, {10*time.Minute - time.Second, 1}, {time.Second, 2}} {
		tenant.Advance(step.after)
		if _, err := fetcher.JWKS(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := tenant.keyRequests(); got != step.requests {
			t.Errorf("%d requests, want %d", got, step.requests)
		}
	}
}
