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

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Keys signs; *keys.Ring implements it.
type Keys interface {
	// Current returns the key that signs now.
	Current(ctx context.Context) (kid string, key *rsa.PrivateKey, err error)
}

// Meter measures tokens and signatures; *metrics.Metrics implements it.
type Meter interface {
	// AccessTokenIssued counts an access token, by the algorithm of its signature and the
	// grant type that it was issued for.
	AccessTokenIssued(alg, grantType string)
	// Signing begins the measurement of a signature, and done ends it.
	Signing(alg string) (done func())
}

// Minter makes tokens. All exported fields except Meter are needed; it is safe for
// concurrent use if they are.
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
	// Meter measures what the Minter does. Nil measures nothing.
	Meter Meter
	// Transient has the key of opaque tokens.
	Transient transient.Store
}

// ID returns n random bytes in base64url.
func (m *Minter) ID(n int) (string, error) {
	id := make([]byte, n)
	if _, err := io.ReadFull(m.Random, id); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(id), nil
}
