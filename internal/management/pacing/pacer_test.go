package pacing

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// bucket is a tenant's rate limit, as its answers tell it.
type bucket struct {
	limiter *rate.Limiter
	latency time.Duration
	served  int
	refused int
	// least is the lowest level that an answer named.
	least int
}

func newBucket(perSecond float64, burst int, latency time.Duration) *bucket {
	return &bucket{limiter: rate.NewLimiter(rate.Limit(perSecond), burst), latency: latency, least: burst}
}

// take is a request: the header and status of its answer.
func (b *bucket) take() (http.Header, int) {
	now := time.Now()
	allowed := b.limiter.AllowN(now, 1)
	remaining := max(b.limiter.TokensAt(now), 0)
	whole := now.Add(time.Duration((float64(b.limiter.Burst()) - remaining) / float64(b.limiter.Limit()) * float64(time.Second)))
	b.least = min(b.least, int(remaining))
	header := http.Header{}
	header.Set("X-RateLimit-Limit", strconv.Itoa(b.limiter.Burst()))
	header.Set("X-RateLimit-Remaining", strconv.Itoa(int(remaining)))
	header.Set("X-RateLimit-Reset", strconv.FormatInt(whole.Unix()+1, 10))
	if !allowed {
		b.refused++
		return header, http.StatusTooManyRequests
	}
	b.served++
	return header, http.StatusOK
}

// process is a pacer in a bubble of synctest, and what sends through it.
func newProcess(reserve float64) *Pacer {
	return New(Options{
		Now: time.Now, Sleep: retry.Sleep, NoticeAfter: retry.TellAfter, Reserve: &reserve,
		Jitter: func(d time.Duration) time.Duration { return d + d/8 },
	})
}

// send makes n requests, by ten callers at a time, as Terraform does.
func (p *Pacer) send(t *testing.T, b *bucket, mu *sync.Mutex, n int) {
	t.Helper()
	work := make(chan struct{}, n)
	for range n {
		work <- struct{}{}
	}
	close(work)
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for range work {
				permit, err := p.Acquire(t.Context(), Label{})
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(b.latency / 2)
				mu.Lock()
				header, _ := b.take()
				mu.Unlock()
				time.Sleep(b.latency / 2)
				permit.Answered(header)
			}
		})
	}
	group.Wait()
}

func TestRequestsSlowDownBeforeTheyAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rate      float64
		burst     int
		latency   time.Duration
		reserve   float64
		processes int
		requests  int // of each
		least     int // what the bucket has to hold at any time
		within    time.Duration
	}{
		"a paid tenant, all of it":          {15, 50, 50 * time.Millisecond, 0, 1, 250, 0, 16 * time.Second},
		"a paid tenant, a quarter left":     {15, 50, 50 * time.Millisecond, 0.25, 1, 250, 11, 18 * time.Second},
		"a slow network":                    {15, 50, 400 * time.Millisecond, 0.25, 1, 250, 11, 25 * time.Second},
		"a free tenant":                     {2, 2, 5 * time.Millisecond, 0.25, 1, 6, 0, 4 * time.Second},
		"a free tenant with a larger burst": {2, 10, 50 * time.Millisecond, 0.25, 1, 30, 1, 15 * time.Second},
		// They start at once and do not know of each other: the order in which their first
		// answers arrive decides how far they take the bucket below the reserve.
		"five processes":           {15, 50, 50 * time.Millisecond, 0.25, 5, 60, 2, 25 * time.Second},
		"a tenant without a limit": {1e6, 50, 50 * time.Millisecond, 0.25, 1, 1000, 30, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				b := newBucket(c.rate, c.burst, c.latency)
				start := time.Now()
				var mu sync.Mutex
				var group sync.WaitGroup
				for range c.processes {
					group.Go(func() { newProcess(c.reserve).send(t, b, &mu, c.requests) })
				}
				group.Wait()
				if b.refused > 0 {
					t.Errorf("%d requests were refused", b.refused)
				}
				if took := time.Since(start); took > c.within {
					t.Errorf("it took %s, want at most %s", took, c.within)
				}
				if b.least < c.least {
					t.Errorf("the bucket was down to %d, want at least %d", b.least, c.least)
				}
			})
		})
	}
}

func TestTheConfiguredRateIsKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProcess(0)
		p.limiter = rate.NewLimiter(4, 1)
		b := newBucket(1e6, 50, time.Millisecond)
		start := time.Now()
		p.send(t, b, new(sync.Mutex), 41)
		if took := time.Since(start); took < 10*time.Second || took > 11*time.Second {
			t.Errorf("41 requests at 4 a second took %s", took)
		}
	})
}

func TestNoMoreAreInFlightThanMayBe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProcess(0)
		p.concurrency, p.level.state = 3, unlimited
		ctx, cancel := context.WithCancel(t.Context())
		got := 0
		var permits []*Permit
		for range 5 {
			go func() {
				permit, err := p.Acquire(ctx, Label{})
				if err == nil {
					got++
					permits = append(permits, permit)
				} else if !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}()
			synctest.Wait()
		}
		if got != 3 {
			t.Errorf("%d are in flight, want 3", got)
		}
		permits[0].Unused()
		synctest.Wait()
		if got != 4 {
			t.Errorf("%d got permits after one was returned, want 4", got)
		}
		cancel()
		synctest.Wait()
	})
}

func TestAfterARefusalAllWaitAndOneGoesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newProcess(0)
		p.level.state = unlimited
		p.Pause(3 * time.Second)
		start := time.Now()
		went := make(chan *Permit, 4)
		for range 4 {
			go func() {
				permit, err := p.Acquire(t.Context(), Label{})
				if err != nil {
					t.Error(err)
				}
				went <- permit
			}()
		}
		time.Sleep(2999 * time.Millisecond)
		synctest.Wait()
		if got := len(went); got != 0 {
			t.Errorf("%d went before the reset", got)
		}
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		if got := len(went); got != 1 {
			t.Fatalf("%d went %s after the refusal, want 1", got, time.Since(start))
		}
		(<-went).Answered(http.Header{})
		synctest.Wait()
		if got := len(went); got != 3 {
			t.Errorf("%d more went after an answer without a limit, want 3", got)
		}
	})
}
