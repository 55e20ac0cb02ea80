package faults

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// texts is a State in memory.
type texts struct {
	mu     sync.Mutex
	byName map[string]string
}

func (s *texts) Change(_ context.Context, name string, change func(string) (string, error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := change(s.byName[name])
	if err == nil {
		s.byName[name] = text
	}
	return err
}

func (s *texts) text(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byName[name]
}

// clock returns the clock of a replica.
func (s *texts) clock(t *testing.T, w *wall, start ClockSettings) *Clock {
	t.Helper()
	c := newClock(t, w, start)
	if err := c.Share(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	if err := c.Follow(s.text(ClockName)); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReplicasShareTheClock(t *testing.T) {
	t.Parallel()
	shared, w, frozen := &texts{byName: map[string]string{}}, newWall(), true
	at, other := time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2050, 1, 1, 0, 0, 0, 0, time.UTC)
	first := shared.clock(t, w, ClockSettings{Now: &at, Frozen: &frozen})
	// The replica that joins has the clock of the first, not that of its own start.
	second := shared.clock(t, w, ClockSettings{Now: &other})
	if !second.Now().Equal(at) || !second.State().Frozen {
		t.Errorf("the second replica has %+v", second.State())
	}
	old := shared.text(ClockName)
	if err := second.Set(t.Context(), ClockSettings{Advance: Duration(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if err := first.Follow(shared.text(ClockName)); err != nil || !first.Now().Equal(at.Add(time.Hour)) {
		t.Errorf("the first replica has %+v, %v", first.State(), err)
	}
	// A request that began before the change does not bring the old time back.
	if err := second.Follow(old); err != nil || !second.Now().Equal(at.Add(time.Hour)) {
		t.Errorf("after an older text: %+v, %v", second.State(), err)
	}
	next, err := first.NextSecond(t.Context())
	if err != nil || !next.Equal(at.Add(time.Hour+time.Second)) {
		t.Errorf("the next second is %s, %v", next, err)
	}
	if err := second.Follow("{"); err == nil {
		t.Error("a text that cannot be read is no error")
	}
}

func TestReplicasShareFaults(t *testing.T) {
	t.Parallel()
	shared := &texts{byName: map[string]string{}}
	buckets := transient.NewMemory()
	join := func(start Settings) *Faults {
		f, err := New(Options{Settings: start, Clock: newClock(t, newWall(), ClockSettings{}), Random: rand.Reader, Buckets: buckets})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Share(t.Context(), shared); err != nil {
			t.Fatal(err)
		}
		return f
	}
	first := join(Settings{Errors: &Chance{Rate: 1, Times: 100}, RateLimit: &RateLimit{Rate: 0.001, Burst: 3}})
	second := join(Settings{Latency: Duration(time.Second)})
	if s := second.Settings(); s.Errors == nil || s.Latency != 0 {
		t.Errorf("the second replica has %+v", s)
	}
	var happened, served atomic.Int32
	var wait sync.WaitGroup
	for i := range 120 {
		wait.Go(func() {
			f := []*Faults{first, second}[i%2]
			if err := f.Follow(shared.text(FaultsName)); err != nil {
				t.Error(err)
			}
			chosen, err := f.choose(get("/x").WithContext(t.Context()))
			if err != nil {
				t.Error(err)
			}
			if chosen.fail {
				happened.Add(1)
			}
			quota, err := f.Take(get("/api/v2/x").WithContext(t.Context()))
			if err != nil {
				t.Error(err)
			}
			if !quota.Exceeded {
				served.Add(1)
			}
		})
	}
	wait.Wait()
	if happened.Load() != 100 || served.Load() != 3 {
		t.Errorf("%d requests failed, want 100; %d were served, want 3", happened.Load(), served.Load())
	}
	if err := second.ExpireTokens(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := first.Follow(shared.text(FaultsName)); err != nil || first.shared.get().TokensFrom.IsZero() {
		t.Errorf("the first replica accepts tokens from %s, %v", first.shared.get().TokensFrom, err)
	}
}
