package protected

import (
	"context"
	"fmt"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Revoked remembers access tokens that were revoked before they expire. An API that only
// verifies signatures does not learn of it; the tenant's own endpoints do, at every replica.
type Revoked struct{ store transient.Store }

// RevocationID identifies an access token for [Revoked.Add]. It is a hash: the token cannot
// be derived from it.
func RevocationID(accessToken string) string {
	return transient.Hashed(transient.KindRevoked, accessToken).ID
}

// Add revokes the token with this [RevocationID], which expires at that time.
func (r Revoked) Add(ctx context.Context, id string, expires, now time.Time) error {
	key := transient.Key{Kind: transient.KindRevoked, ID: id}
	if err := r.store.Put(ctx, key, transient.Value{Expires: expires}, now); err != nil {
		return fmt.Errorf("revoking an access token: %w", err)
	}
	return nil
}

// Has reports whether the token was revoked.
func (r Revoked) Has(ctx context.Context, accessToken string, now time.Time) (bool, error) {
	_, found, err := r.store.Get(ctx, transient.Hashed(transient.KindRevoked, accessToken), now)
	if err != nil {
		return false, fmt.Errorf("reading whether an access token was revoked: %w", err)
	}
	return found, nil
}
