package oauth_test

import (
	"encoding/base64"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func TestIDTokensAreSignedAsTheClientSays(t *testing.T) {
	t.Parallel()
	set, err := oneKey{}.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for configured, want := range map[string]struct {
		algorithm jose.SignatureAlgorithm
		keys      verify.Keys
		half      int // bytes of at_hash
	}{
		"":      {jose.RS256, verify.JWKS(set), 16},
		"RS256": {jose.RS256, verify.JWKS(set), 16},
		"PS256": {jose.PS256, verify.JWKS(set), 16},
		"RS512": {jose.RS512, verify.JWKS(set), 32},
		"HS256": {jose.HS256, verify.Secret(secret), 16},
	} {
		t.Run("alg "+configured, func(t *testing.T) {
			t.Parallel()
			tenant := newWebTenant()
			if configured != "" {
				tenant.set("jwt_configuration", object{"alg": configured})
			}
			h := tenant.start(t)
			got := post(t, h, exchange(code(t, h)))
			token, err := verify.Verify(t.Context(), got.IDToken, want.keys, verify.Policy{
				Issuer: issuer, Audience: client, Algorithms: []jose.SignatureAlgorithm{want.algorithm}, Now: clockOf(now),
			})
			if err != nil {
				t.Fatal(err)
			}
			hash, _ := token.Claims["at_hash"].(string)
			if half, err := base64.RawURLEncoding.DecodeString(hash); err != nil || len(half) != want.half {
				t.Errorf("at_hash %q, want %d bytes", hash, want.half)
			}
		})
	}
}
