package faults

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// tenant is Faults whose sleeps and rotations are noted.
type tenant struct {
	*Faults
	wall    *wall
	slept   []time.Duration
	rotated int
}

func newTenant(t *testing.T, s Settings) *tenant {
	t.Helper()
	tn := &tenant{wall: newWall()}
	var err error
	tn.Faults, err = New(Options{
		Settings: s,
		Clock:    newClock(t, tn.wall, ClockSettings{}),
		Random:   rand.Reader,
		Sleep: func(ctx context.Context, d time.Duration) error {
			tn.slept = append(tn.slept, d)
			return ctx.Err()
		},
		RotateKeys: func(context.Context) error {
			tn.rotated++
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return tn
}

func (tn *tenant) set(t *testing.T, s Settings) {
	t.Helper()
	if err := tn.Set(s); err != nil {
		t.Fatal(err)
	}
}

// take counts a request.
func (tn *tenant) take(t *testing.T, r *http.Request) management.Quota {
	t.Helper()
	quota, err := tn.Take(r)
	if err != nil {
		t.Fatal(err)
	}
	return quota
}

func TestBucketEmptiesAndFillsWithTheClock(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, Settings{RateLimit: &RateLimit{Rate: 2, Burst: 3}})
	r := httptest.NewRequest(http.MethodGet, "/api/v2/clients", nil)
	for i, want := range []struct {
		remaining int
		refused   bool
		pass      time.Duration
	}{
		{2, false, 0},
		{1, false, 0},
		{0, false, 0},
		{0, true, 0},
		{0, true, 499 * time.Millisecond}, // of the 500 that one takes
		{0, false, time.Millisecond},
		{0, true, 0}, // and a refusal took nothing from the next
		{0, false, 500 * time.Millisecond},
		{2, false, time.Hour},
	} {
		tn.wall.pass(want.pass)
		q := tn.take(t, r)
		if q.Limit != 3 || q.Remaining != want.remaining || q.Exceeded != want.refused {
			t.Errorf("request %d: %+v, want %d left, refused %v", i, q, want.remaining, want.refused)
		}
	}
	// 1 of 3 is missing: half a second.
	if q := tn.take(t, r.WithContext(Exempt(r.Context()))); q.Exceeded || q.Remaining == 1 {
		t.Errorf("behind the back: %+v", q)
	}
	if q := tn.take(t, r); q.Remaining != 1 || q.Reset.Sub(tn.wall.at) < time.Second || q.Reset.Sub(tn.wall.at) >= 2*time.Second || q.Reset.Nanosecond() != 0 {
		t.Errorf("2 of 3 missing at 2 a second: %+v at %s", q, tn.wall.at)
	}
}

func TestLimitThatStaysKeepsItsCountAndAnotherStartsFull(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, Settings{RateLimit: &RateLimit{Rate: 1.5}})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if q := tn.take(t, r); q.Limit != 2 || q.Remaining != 1 {
		t.Errorf("without a burst: %+v", q)
	}
	tn.set(t, Settings{RateLimit: &RateLimit{Rate: 1.5}, Latency: 1})
	if q := tn.take(t, r); q.Remaining != 0 {
		t.Errorf("the same limit: %+v", q)
	}
	tn.set(t, Settings{RateLimit: &RateLimit{Rate: 1, Burst: 5}})
	if q := tn.take(t, r); q.Remaining != 4 {
		t.Errorf("another limit: %+v", q)
	}
	tn.set(t, Settings{})
	if q := tn.take(t, r); q.Exceeded || q.Limit != 50 {
		t.Errorf("no limit: %+v", q)
	}
	_ = tn.Restart(t.Context())
	if q := tn.take(t, r); q.Limit != 2 || q.Remaining != 1 {
		t.Errorf("restarted: %+v", q)
	}
}
