package verify_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func seeds() []string {
	return []string{
		"", "..", "a.b.c", "{}", "a.b.c.d.e",
		signRS256(header("RS256"), claims(), signingKey()),
		signHS256(header("HS256"), claims(), []byte(secret)),
		part(header("none")) + "." + part(claims()) + ".",
		part(`{"alg":"RS256","alg":"HS256"}`) + "." + part(`{"exp":1e999}`) + ".AAAA",
		part(`{"alg":{"a":[null]}}`) + "." + part(`{"aud":[[],{}]}`) + ".",
	}
}

func FuzzDecode(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		token, err := verify.Decode(raw)
		if err != nil {
			if refusal := new(verify.Error); !errors.As(err, &refusal) || token != nil {
				t.Fatalf("token %v, error %v; want only a refusal", token, err)
			}
			return
		}
		token.Audience()
		token.Scopes()
		token.ExpiresAt()
		if _, err := json.Marshal(token); err != nil {
			t.Fatalf("a decoded token does not encode: %v", err)
		}
	})
}

// FuzzVerify holds that only the seeds that were signed with the known keys
// verify: whatever else is accepted is a forgery.
func FuzzVerify(f *testing.F) {
	signed := map[string]bool{}
	for _, seed := range seeds() {
		f.Add(seed)
		signed[seed] = true
	}
	keys, shared := keySet(), verify.Secret(secret)
	f.Fuzz(func(t *testing.T, raw string) {
		for _, try := range []struct {
			keys   verify.Keys
			policy verify.Policy
		}{{keys, policyFor(jose.RS256, jose.PS256, jose.HS256)}, {shared, policyFor(jose.HS256, jose.RS256)}} {
			if _, err := verify.Verify(t.Context(), raw, try.keys, try.policy); err == nil && !signed[raw] {
				t.Fatalf("a forgery was accepted: %q", raw)
			}
		}
	})
}

func BenchmarkVerifyRS256(b *testing.B) {
	raw := signRS256(header("RS256"), claims(), signingKey())
	keys, p := keySet(), policy()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := verify.Verify(b.Context(), raw, keys, p); err != nil {
			b.Fatal(err)
		}
	}
}
