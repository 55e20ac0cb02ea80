package faults

import (
	"testing"
	"time"
)

// wall is a clock that tests move.
type wall struct{ at time.Time }

func newWall() *wall { return &wall{time.Date(2026, 1, 2, 3, 4, 5, 500e6, time.UTC)} }

func (w *wall) now() time.Time { return w.at }

func (w *wall) pass(d time.Duration) { w.at = w.at.Add(d) }

func newClock(t *testing.T, w *wall, start ClockSettings) *Clock {
	t.Helper()
	c, err := NewClock(w.now, start)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestClockStandsMovesAndRunsOn(t *testing.T) {
	t.Parallel()
	w := newWall()
	start := w.at
	c := newClock(t, w, ClockSettings{})
	shows := func(what string, want time.Duration) {
		t.Helper()
		if got := c.Now().Sub(start); got != want {
			t.Errorf("%s: %s after the start, want %s", what, got, want)
		}
	}
	w.pass(time.Minute)
	shows("running", time.Minute)
	c.Freeze()
	w.pass(time.Minute)
	shows("frozen", time.Minute)
	c.Advance(time.Hour)
	shows("advanced while frozen", time.Hour+time.Minute)
	c.Run()
	w.pass(time.Second)
	shows("running on", time.Hour+time.Minute+time.Second)
	c.Advance(-time.Hour)
	shows("moved back", time.Minute+time.Second)
	_ = c.Restart(t.Context())
	shows("restarted", 2*time.Minute+time.Second)
}

func TestClockStartsAsSet(t *testing.T) {
	t.Parallel()
	at, frozen := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), true
	w := newWall()
	c := newClock(t, w, ClockSettings{Now: &at, Frozen: &frozen})
	c.Advance(time.Hour)
	c.Run()
	_ = c.Restart(t.Context())
	w.pass(time.Hour)
	if state := c.State(); !state.Now.Equal(at) || !state.Frozen {
		t.Errorf("restarted to %+v", state)
	}
	c = newClock(t, w, ClockSettings{Advance: Duration(time.Hour)})
	if state := c.State(); state.Offset != Duration(time.Hour) || state.Frozen {
		t.Errorf("ahead by %+v", state)
	}
	if err := c.Set(t.Context(), ClockSettings{Now: &at, Advance: 1, Frozen: &frozen}); err == nil || c.State().Frozen {
		t.Errorf("set and moved at once: error %v, %+v", err, c.State())
	}
}

func TestNextSecondIsShownUntilItComes(t *testing.T) {
	t.Parallel()
	w := newWall()
	c := newClock(t, w, ClockSettings{})
	next, _ := c.NextSecond(t.Context())
	if want := w.at.Truncate(time.Second).Add(time.Second); !next.Equal(want) || !c.Now().Equal(want) {
		t.Errorf("next second %s, now %s, want %s", next, c.Now(), want)
	}
	w.pass(2 * time.Second)
	if !c.Now().Equal(w.at) {
		t.Errorf("later it shows %s, want %s", c.Now(), w.at)
	}
	c.Freeze()
	if next, _ := c.NextSecond(t.Context()); !c.Now().Equal(next) || !next.After(w.at) {
		t.Errorf("frozen: next second %s, now %s", next, c.Now())
	}
}
