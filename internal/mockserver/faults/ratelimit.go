package faults

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Take implements management.RateLimit. A request that is allowed takes a token from the
// bucket; a request that is refused takes none. Without a limit, and for an exempt
// request (see [Exempt]), no request is refused.
func (f *Faults) Take(r *http.Request) (management.Quota, error) {
	s := f.shared.get()
	limit, now := s.Settings.RateLimit, f.clock.Now()
	if limit == nil || IsExempt(r.Context()) {
		return management.Unlimited(now), nil
	}
	key := transient.Key{Kind: transient.KindFault, ID: "rate limit " + strconv.Itoa(s.Bucket)}
	var b bucket
	var allowed bool
	err := f.buckets.Update(r.Context(), []transient.Key{key}, now, func(current [][]byte) ([]*transient.Value, error) {
		b = bucket{Tokens: float64(limit.burst()), At: now}
		if current[0] != nil {
			if err := json.Unmarshal(current[0], &b); err != nil {
				return nil, fmt.Errorf("reading the level of the rate limit: %w", err)
			}
		}
		if allowed = b.take(*limit, now); !allowed {
			return []*transient.Value{nil}, nil
		}
		data, err := json.Marshal(b)
		return []*transient.Value{{Data: data, Relaxed: true}}, err
	})
	if err != nil {
		return management.Quota{}, fmt.Errorf("counting a request for the rate limit: %w", err)
	}
	remaining := max(0, b.Tokens)
	missing := (float64(limit.burst()) - remaining) / limit.Rate // seconds
	// The header has whole seconds, and must not be too early.
	whole := time.Unix(0, now.UnixNano()+int64(missing*float64(time.Second)))
	if rest := whole.Nanosecond(); rest > 0 {
		whole = whole.Add(time.Second - time.Duration(rest))
	}
	return management.Quota{Limit: limit.burst(), Remaining: int(remaining), Reset: whole, Exceeded: !allowed}, nil
}

// A bucket is the level of a token bucket at a time.
type bucket struct {
	Tokens float64   `json:"tokens"`
	At     time.Time `json:"at"`
}

// take fills the bucket up to now, and takes a token if there is one. A clock that was set
// back fills nothing.
func (b *bucket) take(limit RateLimit, now time.Time) (taken bool) {
	elapsed := max(0, now.Sub(b.At))
	b.Tokens = min(float64(limit.burst()), b.Tokens+elapsed.Seconds()*limit.Rate)
	b.At = now
	// What is missing for less than a nanosecond is an error of rounding.
	if 1-b.Tokens >= limit.Rate*1e-9 {
		return false
	}
	b.Tokens--
	return true
}

// burst is how many requests are allowed at once.
func (l *RateLimit) burst() int {
	if l.Burst == 0 {
		return int(math.Ceil(l.Rate))
	}
	return l.Burst
}
