// Package retry decides how long to wait before a request is sent again.
package retry

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// TellAfter is the shortest wait that gets a line in Terraform's log.
const TellAfter = time.Second

// maxSeconds limits the wait that a response can ask for, so that no sum overflows.
const maxSeconds = 365 * 24 * 3600

// After returns how long a response asks the client to wait: by Retry-After, in
// seconds or as a date (RFC 9110, section 10.2.3), or by X-RateLimit-Reset, the
// Unix time, in seconds, at which the service's rate limit is full again. It
// returns false if the response has neither, or names a time in the past.
func After(header http.Header, now time.Time) (time.Duration, bool) {
	if text := header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseUint(text, 10, 64); err == nil {
			return time.Duration(min(seconds, maxSeconds)) * time.Second, true
		}
		if at, err := http.ParseTime(text); err == nil {
			return min(max(at.Sub(now), 0), maxSeconds*time.Second), true
		}
	}
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		if wait := time.Unix(reset, 0).Sub(now); wait > 0 {
			return min(wait, maxSeconds*time.Second), true
		}
	}
	return 0, false
}

// Sleep waits for d, or until ctx ends, and then returns the error of ctx.
func Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
