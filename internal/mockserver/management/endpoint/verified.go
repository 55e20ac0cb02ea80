package endpoint

import (
	"context"
	"crypto/sha256"
	"sync"
	"unique"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// maxVerified bounds how many bearer tokens are remembered. A client uses one
// for as long as it lasts.
const maxVerified = 128

// verifiedTokens remembers bearer tokens whose signature was good, since a
// client sends the same one with each request. What may change without the
// token changing is checked each time: the keys, and the claims by the clock.
// The zero value is empty.
type verifiedTokens struct {
	mu sync.Mutex
	// set holds the keys that verified all the tokens; with other keys none of
	// them counts.
	set    jose.JSONWebKeySet
	tokens map[[sha256.Size]byte]verifiedToken
}

type verifiedToken struct {
	*verify.Token
	// scope is the claim of that name, which many tokens have in common: the 273 scopes of an
	// administrator take 6 KB. The handle keeps the text, which the token refers to.
	scope unique.Handle[string]
}

// verify is verify.Verify with the keys of the set, which must not be changed
// afterwards.
func (v *verifiedTokens) verify(ctx context.Context, raw string, set jose.JSONWebKeySet, policy verify.Policy) (*verify.Token, error) {
	hash := sha256.Sum256([]byte(raw))
	if token := v.get(hash, set); token != nil {
		if err := policy.Recheck(token); err != nil {
			return nil, err
		}
		return token, nil
	}
	token, err := verify.Verify(ctx, raw, verify.JWKS(set), policy)
	if err != nil {
		return nil, err
	}
	v.put(hash, set, token)
	return token, nil
}

func (v *verifiedTokens) get(hash [sha256.Size]byte, set jose.JSONWebKeySet) *verify.Token {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !sameKeys(v.set, set) {
		return nil
	}
	return v.tokens[hash].Token
}

func (v *verifiedTokens) put(hash [sha256.Size]byte, set jose.JSONWebKeySet, token *verify.Token) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !sameKeys(v.set, set) || len(v.tokens) >= maxVerified {
		v.set, v.tokens = set, nil
	}
	if v.tokens == nil {
		v.tokens = make(map[[sha256.Size]byte]verifiedToken)
	}
	entry := verifiedToken{Token: token}
	if scope, isText := token.Claims["scope"].(string); isText {
		entry.scope = unique.Make(scope)
		token.Claims["scope"] = entry.scope.Value()
	}
	v.tokens[hash] = entry
}

// sameKeys reports whether two sets are one: the ring returns the same keys
// until it has others.
func sameKeys(a, b jose.JSONWebKeySet) bool {
	return len(a.Keys) == len(b.Keys) && len(a.Keys) > 0 && &a.Keys[0] == &b.Keys[0]
}
