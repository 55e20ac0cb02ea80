package refreshtoken

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// sweepStep is how many families of refresh tokens are visited for each new one:
// more than one, so that expired ones are removed faster than they accumulate.
const sweepStep = 8

// Sweep deletes the families of refresh tokens that have expired. A family that
// is still used is deleted by its next use; this is for those that are not.
func Sweep(ctx context.Context, tenants store.Store, now time.Time) error {
	var expired []*store.RefreshToken
	if err := tenants.View(ctx, func(tenant store.Reader) error {
		expired = expiredOf(tenant, tenant.RefreshTokens().All(), now)
		return nil
	}); err != nil || len(expired) == 0 {
		return err
	}
	err := tenants.Update(ctx, func(tenant store.Writer) error {
		// Another process may have used one, or deleted it, meanwhile.
		return deleteFamilies(tenant, expiredOf(tenant, tenant.RefreshTokens().All(), now))
	})
	if err != nil {
		return fmt.Errorf("deleting expired refresh tokens: %w", err)
	}
	return nil
}

// Sweeper visits all families in turn, a few at a time. The zero value begins
// with the oldest.
type Sweeper struct {
	// next is the position of the first family to visit.
	next atomic.Int64
}

// Step visits the next families, and deletes those that have expired.
func (s *Sweeper) Step(tenant store.Writer, now time.Time) error {
	from := int(s.next.Load())
	visited := tenant.RefreshTokens().Slice(from, from+sweepStep)
	expired := expiredOf(tenant, visited, now)
	next := from + len(visited) - len(expired)
	if len(visited) < sweepStep { // the end of the list
		next = 0
	}
	s.next.Store(int64(next))
	return deleteFamilies(tenant, expired)
}

func expiredOf(tenant store.Reader, families []*store.RefreshToken, now time.Time) []*store.RefreshToken {
	// Families are many, and clients few.
	settings := map[string]Settings{}
	return slices.DeleteFunc(families, func(family *store.RefreshToken) bool {
		of, known := settings[family.ClientID]
		if !known {
			of = SettingsOf(tenant.Client(family.ClientID))
			settings[family.ClientID] = of
		}
		return !of.Expired(family, now)
	})
}

func deleteFamilies(tenant store.Writer, families []*store.RefreshToken) error {
	for _, family := range families {
		if err := tenant.DeleteRefreshToken(family.ID); err != nil {
			return err
		}
	}
	return nil
}
