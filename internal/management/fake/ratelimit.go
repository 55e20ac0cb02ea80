package fake

import (
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"
)

// RateLimit is a bucket of requests whose level the answers of a tenant name. It refuses
// none, but counts those that the service would have refused. Its methods are called by
// one goroutine at a time.
type RateLimit struct {
	*rate.Limiter
	// Refused counts the requests that found the bucket empty.
	Refused int
}

// NewRateLimit returns a full bucket.
func NewRateLimit(perSecond rate.Limit, burst int) *RateLimit {
	return &RateLimit{Limiter: rate.NewLimiter(perSecond, burst)}
}

// Take takes a request from the bucket, and adds the headers that name its level. Nothing
// limits where the bucket is nil.
func (l *RateLimit) Take(header http.Header) {
	if l == nil {
		return
	}
	now := time.Now()
	if !l.AllowN(now, 1) {
		l.Refused++
	}
	remaining := max(l.TokensAt(now), 0)
	full := now.Add(time.Duration((float64(l.Burst()) - remaining) / float64(l.Limit()) * float64(time.Second)))
	for name, value := range map[string]int{"Limit": l.Burst(), "Remaining": int(remaining), "Reset": int(full.Unix()) + 1} {
		header.Set("X-Ratelimit-"+name, strconv.Itoa(value))
	}
}
