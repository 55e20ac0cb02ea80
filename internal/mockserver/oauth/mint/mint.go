// Package mint makes the tokens of the mock tenant: access tokens in the
// dialects of the service, ID tokens, and their signatures and encryption.
package mint

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"io"
	"time"
)

// Keys signs; *keys.Ring implements it.
type Keys interface {
	// Current returns the key that signs now.
	Current(ctx context.Context) (kid string, key *rsa.PrivateKey, err error)
}

// Minter makes tokens. All exported fields are needed; it is safe for concurrent
// use if they are.
type Minter struct {
	Keys Keys
	// Random makes ids and salts.
	Random io.Reader
	Now    func() time.Time
	// Issuer is the "iss" of all tokens.
	Issuer string
	// UserinfoURL is added to the audience of access tokens that have the scope
	// openid.
	UserinfoURL string

	opaque opaqueKey
}

// ID returns n random bytes in base64url.
func (m *Minter) ID(n int) (string, error) {
	id := make([]byte, n)
	if _, err := io.ReadFull(m.Random, id); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(id), nil
}
