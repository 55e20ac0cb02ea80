package faults

import (
	"math"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// Take implements management.RateLimit: a request that is let through takes one
// from the bucket, one that is refused takes nothing. Without a limit, and for
// a request behind the tenant's back (see [Exempt]), none is refused.
func (f *Faults) Take(r *http.Request) management.Quota {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	if f.limiter == nil || IsExempt(r.Context()) {
		return management.Unlimited(now)
	}
	allowed := f.limiter.AllowN(now, 1)
	left := max(0, f.limiter.TokensAt(now))
	missing := (float64(f.limiter.Burst()) - left) / float64(f.limiter.Limit()) // seconds
	// The header has whole seconds, and must not promise too early.
	whole := time.Unix(0, now.UnixNano()+int64(missing*float64(time.Second)))
	if rest := whole.Nanosecond(); rest > 0 {
		whole = whole.Add(time.Second - time.Duration(rest))
	}
	return management.Quota{Limit: f.limiter.Burst(), Remaining: int(left), Reset: whole, Exceeded: !allowed}
}

// limiterFor answers the bucket of a limit: the one there is while the limit
// stays the same, else a full one, or none.
func limiterFor(next, present *RateLimit, bucket *rate.Limiter) *rate.Limiter {
	switch {
	case next == nil:
		return nil
	case bucket != nil && present != nil && *next == *present:
		return bucket
	}
	burst := next.Burst
	if burst == 0 {
		burst = int(math.Ceil(next.Rate))
	}
	return rate.NewLimiter(rate.Limit(next.Rate), burst)
}
