// Package retry knows how long to wait before a request is sent again.
package retry

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// TellAfter is from when on a wait has a line in Terraform's log.
const TellAfter = time.Second

// maxSeconds bounds what an answer may ask for, so that no sum overflows.
const maxSeconds = 365 * 24 * 3600

// After is how long an answer asks to wait: by Retry-After, in seconds or as a
// date (RFC 9110, section 10.2.3), or by X-RateLimit-Reset, the Unix time, in
// seconds, at which the service's rate limit is whole again. false means that
// the answer does not say, or names a time that is past.
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

// Sleep waits for d, or until ctx ends, whose error it then returns.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
