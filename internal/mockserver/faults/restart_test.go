package faults

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// whileRestarting calls check from several goroutines while another restarts so
// many times.
func whileRestarting(t *testing.T, times int, restart func(), check func() bool) {
	t.Helper()
	var done, wrong atomic.Bool
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for !done.Load() {
				if !check() {
					wrong.Store(true)
				}
			}
		})
	}
	for range times {
		restart()
	}
	done.Store(true)
	readers.Wait()
	if wrong.Load() {
		t.Error("there was a moment with neither what was set nor what the tenant started with")
	}
}

func TestRestartHasNoMomentWithoutFaults(t *testing.T) {
	t.Parallel()
	tn := newTenant(t, Settings{Errors: &Chance{Rate: 1}})
	whileRestarting(t, 20_000, func() { _ = tn.Restart(t.Context()) }, func() bool { return tn.Settings().Errors != nil })
}

func TestRestartOfTheClockHasNoMomentWithAnotherTime(t *testing.T) {
	t.Parallel()
	start, frozen := time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC), true
	clock := newClock(t, newWall(), ClockSettings{Now: &start, Frozen: &frozen})
	whileRestarting(t, 200_000, func() { _ = clock.Restart(t.Context()) }, func() bool { return clock.Now().Equal(start) })
}
