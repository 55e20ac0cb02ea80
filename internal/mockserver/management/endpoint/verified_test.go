package endpoint

import (
	"crypto/sha256"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func TestVerifiedTokensAreBounded(t *testing.T) {
	t.Parallel()
	set := jose.JSONWebKeySet{Keys: make([]jose.JSONWebKey, 1)}
	var verified verifiedTokens
	for i := range 10 * maxVerified {
		hash := [sha256.Size]byte{byte(i), byte(i >> 8)}
		verified.put(hash, set, new(verify.Token))
		if verified.get(hash, set) == nil {
			t.Fatalf("token %d is forgotten at once", i)
		}
	}
	if n := len(verified.tokens); n > maxVerified {
		t.Errorf("%d tokens are remembered, more than %d", n, maxVerified)
	}
}

func TestVerifiedTokensCountOnlyWithTheKeysThatVerifiedThem(t *testing.T) {
	t.Parallel()
	one, other := jose.JSONWebKeySet{Keys: make([]jose.JSONWebKey, 1)}, jose.JSONWebKeySet{Keys: make([]jose.JSONWebKey, 1)}
	var verified verifiedTokens
	var hash [sha256.Size]byte
	verified.put(hash, one, new(verify.Token))
	for name, set := range map[string]jose.JSONWebKeySet{"other keys": other, "fewer keys": {}, "more keys": {Keys: append(one.Keys, other.Keys...)}} {
		if verified.get(hash, set) != nil {
			t.Errorf("%s: the token still counts", name)
		}
	}
	verified.put([sha256.Size]byte{1}, other, new(verify.Token))
	if verified.get(hash, other) != nil {
		t.Error("a token of other keys counts with the new ones")
	}
}
