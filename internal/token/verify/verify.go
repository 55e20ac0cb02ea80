package verify

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Policy is what a token must satisfy besides having a valid signature.
type Policy struct {
	// Issuer is the exact "iss": for a tenant "https://DOMAIN/", with the slash.
	Issuer string
	// Audience must be one of the token's "aud".
	Audience string
	// AlsoAudience are alternatives to Audience. A token endpoint can be addressed
	// by its own URL or by the issuer (RFC 7523, section 3).
	AlsoAudience []string
	// Algorithms are the values of "alg" to accept, at least one.
	Algorithms []jose.SignatureAlgorithm
	// Types are the media types to accept in "typ", compared as RFC 7515, section
	// 4.1.9 says: case is ignored, and "application/" may be omitted. "" accepts a
	// token without a "typ". Nil means JWT and at+jwt.
	Types []string
	// Leeway is how much the clocks of issuer and verifier may differ.
	Leeway time.Duration
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Verify decodes a token and checks its form, header, key, signature and claims. It
// returns the token only if all checks succeed.
//
// If the token is not valid, the error is an *Error. Any other error is from Keys.
func Verify(ctx context.Context, raw string, keys Keys, policy Policy) (*Token, error) {
	if err := policy.check(); err != nil {
		return nil, err
	}
	token, err := Decode(raw)
	if err != nil {
		return nil, err
	}
	algorithm, err := checkHeader(token, policy)
	if err != nil {
		return nil, err
	}
	candidates, err := keys.Keys(ctx, token.Kid())
	if err != nil {
		return nil, fmt.Errorf("finding the key of a token with kid %s: %w", quote(token.Header["kid"]), err)
	}
	if err := checkSignature(raw, token, algorithm, candidates); err != nil {
		return nil, err
	}
	if err := checkClaims(token, policy); err != nil {
		return nil, err
	}
	return token, nil
}

// Recheck checks the claims of a token that Verify has returned, since the token
// may have expired meanwhile. It does not check the signature again: the caller
// knows whether the key is still trusted. If the token is not valid, the error is
// an *Error.
func (p Policy) Recheck(token *Token) error {
	if err := p.check(); err != nil {
		return err
	}
	return checkClaims(token, p)
}

// check refuses an incomplete policy, which would check less than intended.
func (p Policy) check() error {
	switch {
	case p.Issuer == "":
		return refuse(ReasonPolicy, "verifying a token needs the expected issuer")
	case p.Audience == "":
		return refuse(ReasonPolicy, "verifying a token needs the expected audience")
	case len(p.Algorithms) == 0:
		return refuse(ReasonPolicy, "verifying a token needs the accepted algorithms")
	case p.Leeway < 0:
		return refuse(ReasonPolicy, "the leeway of a token's dates must not be negative")
	}
	return nil
}

func (p Policy) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

func checkHeader(token *Token, policy Policy) (jose.SignatureAlgorithm, error) {
	for _, name := range []string{"jku", "jwk", "x5u", "x5c"} {
		if _, found := token.Header[name]; found {
			return "", refuse(ReasonKeyInjection, "the token's header has %q; a token must not contain or point to its own key", name)
		}
	}
	if _, found := token.Header["crit"]; found {
		return "", refuse(ReasonCritical, "the token's header has critical extensions (\"crit\"); none are supported")
	}
	if kid, found := token.Header["kid"]; found {
		if _, isString := kid.(string); !isString {
			return "", refuse(ReasonMalformed, "the token's \"kid\" is %s; expected a string", quote(kid))
		}
	}
	algorithm := token.Algorithm()
	if strings.EqualFold(algorithm, "none") {
		return "", refuse(ReasonUnsigned, "the token is not signed (\"alg\":\"none\"); expected %s", algorithmList(policy.Algorithms))
	}
	if !slices.Contains(policy.Algorithms, jose.SignatureAlgorithm(algorithm)) {
		return "", refuse(ReasonAlgorithm, "the token's algorithm is %s; expected %s", quote(token.Header["alg"]), algorithmList(policy.Algorithms))
	}
	return jose.SignatureAlgorithm(algorithm), checkType(token, policy.Types)
}

func checkType(token *Token, types []string) error {
	if types == nil {
		types = []string{"JWT", "at+jwt"}
	}
	found := token.Header["typ"]
	if typ, isString := found.(string); isString || found == nil {
		for _, want := range types {
			if mediaType(typ) == mediaType(want) {
				return nil
			}
		}
	}
	return refuse(ReasonType, "the token's type is %s; expected %s", quote(found), list(types))
}

func mediaType(typ string) string {
	return strings.TrimPrefix(strings.ToLower(typ), "application/")
}

func algorithmList(algorithms []jose.SignatureAlgorithm) string {
	names := make([]string, len(algorithms))
	for i, algorithm := range algorithms {
		names[i] = string(algorithm)
	}
	return list(names)
}

// list joins alternatives as in a sentence: "a", "b" or "c".
func list(values []string) string {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = quote(value)
		if value == "" {
			quoted[i] = "none"
		}
	}
	if len(quoted) < 2 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:len(quoted)-1], ", ") + " or " + quoted[len(quoted)-1]
}
