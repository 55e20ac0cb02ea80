package verify_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

func TestDecodeReadsWithoutVerifying(t *testing.T) {
	t.Parallel()
	raw := part(header("none")) + "." + part(`{"iss":"i","sub":"s","jti":"j","aud":["a","b"],"exp":1700000000.25,"iat":1,"n":12345678901234567890}`) + "."
	token, err := verify.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if token.Algorithm() != "none" || token.Kid() != "current" || token.Type() != "JWT" {
		t.Errorf("header %v", token.Header)
	}
	if token.Issuer() != "i" || token.Subject() != "s" || token.ID() != "j" || !slices.Equal(token.Audience(), []string{"a", "b"}) {
		t.Errorf("claims %v", token.Claims)
	}
	if want := time.Unix(1700000000, 250_000_000); !token.ExpiresAt().Equal(want) {
		t.Errorf("exp %v, want %v", token.ExpiresAt(), want)
	}
	if token.Claims["n"] != json.Number("12345678901234567890") {
		t.Errorf("a number lost digits: %v", token.Claims["n"])
	}
}

func TestTokenWithoutClaimsHasZeroValues(t *testing.T) {
	t.Parallel()
	token, err := verify.Decode(part("{}") + "." + part(`{"scope":1,"aud":2,"exp":"x"}`) + ".")
	if err != nil {
		t.Fatal(err)
	}
	if token.Algorithm() != "" || token.Audience() != nil || len(token.Scopes()) != 0 || !token.ExpiresAt().IsZero() || !token.IssuedAt().IsZero() {
		t.Errorf("got %+v", token)
	}
}
