package pacing

import (
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

func TestWhetherTheSupplyCoversWhatWaits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		supply  Supply
		waiting int
		want    bool
	}{
		"before the first answer":                        {Supply{Free: math.Inf(1)}, 1, false},
		"nothing limits":                                 {Supply{Known: true, Free: math.Inf(1)}, 1000, true},
		"a full bucket":                                  {Supply{Known: true, Free: 37, PerSecond: 15}, 10, true},
		"two for each that waits":                        {Supply{Known: true, Free: 20}, 10, true},
		"fewer":                                          {Supply{Known: true, Free: 19.9}, 10, false},
		"with those that wait for a permit":              {Supply{Known: true, Free: 20, Queued: 1}, 10, false},
		"what waits for answers in any case":             {Supply{Known: true, Free: 20, Queued: 40, MaxInFlight: 10}, 50, true},
		"the reserve is reached":                         {Supply{Known: true, Free: 0, PerSecond: 15, Latency: 50 * time.Millisecond}, 1, false},
		"the reserve is reached, a rate that is high":    {Supply{Known: true, Free: 0, PerSecond: 100, Latency: 50 * time.Millisecond}, 2, true},
		"below the reserve":                              {Supply{Known: true, Free: -3, PerSecond: 15, Latency: 50 * time.Millisecond}, 1, false},
		"a free tenant with one left":                    {Supply{Known: true, Free: 1, PerSecond: 2, Latency: 50 * time.Millisecond}, 1, false},
		"a free tenant with two left":                    {Supply{Known: true, Free: 2, PerSecond: 2}, 1, true},
		"nothing waits":                                  {Supply{Known: true}, 0, true},
		"nothing waits, and the reserve is in use":       {Supply{Known: true, Free: -1}, 0, false},
		"after a refusal, whatever the level was before": {Supply{Free: 37, PerSecond: 15}, 1, false},
	} {
		if got := c.supply.Covers(c.waiting); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestTheSupplyOfAPacer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProcess(0.25)
		if s := p.Supply(); s.Known {
			t.Errorf("before the first answer: %+v", s)
		}
		b := newBucket(15, 50, 40*time.Millisecond)
		p.send(t, b, new(sync.Mutex), 1)
		// 49 are left, 12 of them reserved.
		if s := p.Supply(); !s.Known || s.Free != 37 || s.Latency != 40*time.Millisecond || s.MaxInFlight != 10 || s.Queued != 0 {
			t.Errorf("after an answer: %+v", s)
		}
		permit, err := p.Acquire(t.Context(), Label{})
		if err != nil {
			t.Fatal(err)
		}
		if s := p.Supply(); s.Free != 36 {
			t.Errorf("with a request in flight: %+v", s)
		}
		permit.Unused()
		p.Pause(time.Second)
		if s := p.Supply(); s.Known {
			t.Errorf("after a refusal: %+v", s)
		}
		time.Sleep(2 * time.Second)
		if s := p.Supply(); s.Known {
			t.Errorf("after a refusal, before an answer: %+v", s)
		}
		p.send(t, b, new(sync.Mutex), 1)
		p.limiter = rate.NewLimiter(4, 1)
		if s := p.Supply(); !s.Known || s.Free != 1 || s.PerSecond > 4 {
			t.Errorf("with max_requests_per_second: %+v", s)
		}
	})
}
