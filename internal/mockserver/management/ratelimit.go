package management

import (
	"net/http"
	"strconv"
	"time"
)

// RateLimit decides, before anything else is looked at, whether a request is
// served. The limit is the tenant's: all clients share it.
type RateLimit interface {
	// Take counts a request and tells what is left. It is called by many
	// goroutines.
	Take(*http.Request) Quota
}

// Quota is the state of a rate limit after a request was counted.
type Quota struct {
	// Limit and Remaining are numbers of requests.
	Limit, Remaining int
	// Reset is when the limit is whole again.
	Reset time.Time
	// Exceeded refuses the request.
	Exceeded bool
}

// generous never refuses. Its numbers are those of a paid plan's burst.
type generous struct{ now func() time.Time }

func (g generous) Take(*http.Request) Quota {
	return Quota{Limit: 50, Remaining: 49, Reset: g.now().Add(time.Second)}
}

// limited says the state of the rate limit in every answer, also in a refusal.
func (a *api) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		quota := a.RateLimit.Take(r)
		header := w.Header()
		header.Set("X-RateLimit-Limit", strconv.Itoa(quota.Limit))
		header.Set("X-RateLimit-Remaining", strconv.Itoa(quota.Remaining))
		header.Set("X-RateLimit-Reset", strconv.FormatInt(quota.Reset.Unix(), 10))
		if quota.Exceeded {
			writeError(w, refuse(http.StatusTooManyRequests, "too_many_requests", "Global limit has been reached"))
			return
		}
		next.ServeHTTP(w, r)
	})
}
