package forge_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"reflect"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

// What forge signs must be sound: a token that is refused for a bad signature
// tests nothing else.
func TestForgedSignaturesVerify(t *testing.T) {
	t.Parallel()
	rsaKey := forge.NewKey()
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte("a secret of at least thirty-two bytes")
	for algorithm, keys := range map[jose.SignatureAlgorithm][2]any{
		jose.RS256: {rsaKey, rsaKey.Public()}, jose.RS384: {rsaKey, rsaKey.Public()}, jose.RS512: {rsaKey, rsaKey.Public()},
		jose.PS256: {rsaKey, rsaKey.Public()}, jose.HS256: {secret, secret}, jose.ES256: {ecKey, ecKey.Public()},
	} {
		raw := forge.Sign(string(algorithm), keys[0], forge.Object{"alg": algorithm}, "{}")
		signed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{algorithm})
		if err != nil {
			t.Fatalf("%s: %v", algorithm, err)
		}
		if payload, err := signed.Verify(keys[1]); err != nil || string(payload) != "{}" {
			t.Errorf("%s: %q, %v", algorithm, payload, err)
		}
	}
}

func TestWithChangesACopy(t *testing.T) {
	t.Parallel()
	base := forge.Object{"a": 1, "b": 2}
	if got, want := forge.With(base, forge.Object{"a": nil}, forge.Object{"c": 3}), (forge.Object{"b": 2, "c": 3}); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(base) != 2 || base["a"] != 1 {
		t.Errorf("the original is changed: %v", base)
	}
}
