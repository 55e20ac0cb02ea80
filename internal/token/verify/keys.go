package verify

import (
	"context"
	"crypto/rsa"

	"github.com/go-jose/go-jose/v4"
)

// Keys finds the keys that may have signed a token.
type Keys interface {
	// Keys returns the candidates for a token whose header has this kid; "" if it
	// has no kid. A key is an *rsa.PublicKey or a Shared. An empty result means
	// that the kid is unknown; an error means that the search failed.
	Keys(ctx context.Context, kid string) ([]any, error)
}

// Shared is the secret that signs and verifies with HS256. Package fmt does not
// print it.
type Shared struct{ secret []byte }

// String hides the secret from fmt.
func (Shared) String() string { return "(a shared secret)" }

// GoString hides the secret from fmt's %#v.
func (Shared) GoString() string { return "verify.Shared{}" }

// JWKS verifies with the RSA keys of a published key set (RFC 7517). A token must
// name its key by "kid". Keys that are not for signatures, private keys, and keys
// that are not RSA keys are ignored: a published key must not be usable as a shared
// secret.
func JWKS(set jose.JSONWebKeySet) Keys { return keySet{set} }

type keySet struct{ set jose.JSONWebKeySet }

func (k keySet) Keys(_ context.Context, kid string) ([]any, error) {
	var out []any
	if kid == "" {
		return nil, nil
	}
	for _, key := range k.set.Keys {
		public, isPublic := key.Key.(*rsa.PublicKey)
		if key.KeyID != kid || !isPublic || (key.Use != "" && key.Use != "sig") {
			continue
		}
		// A tenant publishes "alg":"RS256" for keys with which it also signs RS512
		// and PS256. So only algorithms that do not sign with RSA are excluded.
		if key.Algorithm != "" && !isRSA(jose.SignatureAlgorithm(key.Algorithm)) {
			continue
		}
		out = append(out, public)
	}
	return out, nil
}

// Secret verifies HS256 with the shared secret of one API. The key is the UTF-8
// text of the secret, as the service uses it. The token's kid is ignored, because
// there is only one key.
func Secret(secret string) Keys { return sharedKey{Shared{[]byte(secret)}} }

type sharedKey struct{ key Shared }

func (k sharedKey) Keys(context.Context, string) ([]any, error) {
	if len(k.key.secret) == 0 {
		return nil, nil
	}
	return []any{k.key}, nil
}

// KeysFunc is a function that finds keys.
type KeysFunc func(ctx context.Context, kid string) ([]any, error)

// Keys calls the function.
func (f KeysFunc) Keys(ctx context.Context, kid string) ([]any, error) { return f(ctx, kid) }
