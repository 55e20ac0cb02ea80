package faults

import (
	"math"
	"net/http"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// Take implements management.RateLimit. A request that is allowed takes a token from the
// bucket; a request that is refused takes none. Without a limit, and for an exempt
// request (see [Exempt]), no request is refused.
func (f *Faults) Take(r *http.Request) management.Quota {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.clock.Now()
	if f.limiter == nil || IsExempt(r.Context()) {
		return management.Unlimited(now)
	}
	allowed := f.limiter.AllowN(now, 1)
	remaining := max(0, f.limiter.TokensAt(now))
	missing := (float64(f.limiter.Burst()) - remaining) / float64(f.limiter.Limit()) // seconds
	// The header has whole seconds, and must not be too early.
	whole := time.Unix(0, now.UnixNano()+int64(missing*float64(time.Second)))
	if rest := whole.Nanosecond(); rest > 0 {
		whole = whole.Add(time.Second - time.Duration(rest))
	}
	return management.Quota{Limit: f.limiter.Burst(), Remaining: int(remaining), Reset: whole, Exceeded: !allowed}
}

// limiterFor returns the bucket of a limit: the present bucket if the limit has not
// changed, else a full bucket. Without a limit it returns nil.
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
