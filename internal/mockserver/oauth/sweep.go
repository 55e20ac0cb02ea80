package oauth

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// sweepStep is how many families of refresh tokens are looked at for each one
// that begins: more than one, so that what expired goes faster than it comes.
const sweepStep = 8

// Sweep deletes the families of refresh tokens that expired. One that is still
// used is deleted when it is; this is for those that nobody uses any more.
func (h *Handler) Sweep(ctx context.Context) error {
	now := h.state.Now()
	var expired []*store.RefreshToken
	if err := h.state.Store.View(ctx, func(tenant store.Reader) error {
		expired = expiredOf(tenant, tenant.RefreshTokens().All(), now)
		return nil
	}); err != nil || len(expired) == 0 {
		return err
	}
	err := h.state.Store.Update(ctx, func(tenant store.Writer) error {
		// Another process may have used one, or deleted it, meanwhile.
		return deleteFamilies(tenant, expiredOf(tenant, tenant.RefreshTokens().All(), now))
	})
	if err != nil {
		return fmt.Errorf("deleting expired refresh tokens: %w", err)
	}
	return nil
}

// sweeper goes round all families, a few at a time. The zero value begins with
// the oldest.
type sweeper struct {
	// next is the position of the first family to look at.
	next atomic.Int64
}

// step looks at the next families, and deletes those that expired.
func (s *sweeper) step(tenant store.Writer, now time.Time) error {
	from := int(s.next.Load())
	looked := tenant.RefreshTokens().Slice(from, from+sweepStep)
	expired := expiredOf(tenant, looked, now)
	next := from + len(looked) - len(expired)
	if len(looked) < sweepStep { // that was the end, which new ones move
		next = 0
	}
	s.next.Store(int64(next))
	return deleteFamilies(tenant, expired)
}

func expiredOf(tenant store.Reader, families []*store.RefreshToken, now time.Time) []*store.RefreshToken {
	// Families are many, and clients few.
	settings := map[string]refreshSettings{}
	return slices.DeleteFunc(families, func(family *store.RefreshToken) bool {
		of, known := settings[family.ClientID]
		if !known {
			of = refreshSettingsOf(tenant.Client(family.ClientID))
			settings[family.ClientID] = of
		}
		return !of.expired(family, now)
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
