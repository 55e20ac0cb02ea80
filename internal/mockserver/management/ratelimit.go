package management

import (
	"net/http"
	"strconv"
	"time"
)

// RateLimit decides, before anything else is looked at, whether a request is
// served. The limit is the tenant's: all clients share it.
type RateLimit interface {
	// Take counts a request and returns what is left. It is called by many
	// goroutines.
	Take(*http.Request) (Quota, error)
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

// Unlimited is the quota of a tenant that refuses nothing. Its numbers are those
// of a paid plan's burst.
func Unlimited(now time.Time) Quota {
	return Quota{Limit: 50, Remaining: 49, Reset: now.Add(time.Second)}
}

// generous never refuses.
type generous struct{ now func() time.Time }

func (g generous) Take(*http.Request) (Quota, error) { return Unlimited(g.now()), nil }

// Limited refuses the requests to next that are over the limit, and says the
// state of the limit in every answer, also in a refusal.
func Limited(limit RateLimit, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		quota, err := limit.Take(r)
		if err != nil {
			WriteFailure(w, err)
			return
		}
		header := w.Header()
		header.Set("X-RateLimit-Limit", strconv.Itoa(quota.Limit))
		header.Set("X-RateLimit-Remaining", strconv.Itoa(quota.Remaining))
		header.Set("X-RateLimit-Reset", strconv.FormatInt(quota.Reset.Unix(), 10))
		if quota.Exceeded {
			WriteError(w, http.StatusTooManyRequests, "too_many_requests", "Global limit has been reached")
			return
		}
		next.ServeHTTP(w, r)
	})
}
