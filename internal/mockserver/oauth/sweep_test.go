package oauth_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// families are the families of refresh tokens that the tenant still stores.
func (t *tenant) families(tb testing.TB) (ids []string) {
	tb.Helper()
	if err := t.store.View(tb.Context(), func(tx store.Reader) error {
		for _, family := range tx.RefreshTokens().All() {
			ids = append(ids, family.ID)
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return ids
}

func TestSweepDeletesWhatExpiredUnused(t *testing.T) {
	t.Parallel()
	tenant, clock := newOfflineTenant(), newClock()
	tenant.now = clock.Now
	h := tenant.start(t)
	login(t, h)
	used := login(t, h)
	clock.advance(60)
	refresh(t, h, used.RefreshToken)
	clock.advance(39)
	for _, step := range []struct {
		name          string
		seconds, left int
	}{{"a second before the first is idle for too long", 0, 2}, {"then", 1, 1}, {"a second before the other is", 59, 1}, {"at last", 1, 0}} {
		clock.advance(step.seconds)
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := tenant.families(t); len(left) != step.left {
			t.Fatalf("%s: %d families are left, want %d", step.name, len(left), step.left)
		}
	}
}

func TestSweepKeepsWhatDoesNotExpire(t *testing.T) {
	t.Parallel()
	tenant, clock := newOfflineTenant(), newClock()
	tenant.now = clock.Now
	tenant.refreshing(map[string]any{"expiration_type": "non-expiring"})
	h := tenant.start(t)
	login(t, h)
	clock.advance(1e6)
	if err := h.Sweep(t.Context()); err != nil || len(tenant.families(t)) != 1 {
		t.Errorf("%d families are left, want 1 (%v)", len(tenant.families(t)), err)
	}
}

func TestNewFamiliesSweepOldOnesAFewAtATime(t *testing.T) {
	t.Parallel()
	const old, step = 20, 8
	tenant, clock := newOfflineTenant(), newClock()
	tenant.now = clock.Now
	h := tenant.start(t)
	for range old {
		login(t, h)
	}
	clock.advance(100)
	left := tenant.families(t)
	for turn := 1; len(left) > turn-1; turn++ {
		if turn > 2*old/step {
			t.Fatalf("after %d new ones %d are left", turn-1, len(left))
		}
		login(t, h)
		now := tenant.families(t)
		if gone := len(left) + 1 - len(now); gone > step {
			t.Errorf("%d went at once, want at most %d", gone, step)
		}
		left = now
	}
}
