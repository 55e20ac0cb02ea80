package token

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	// maxAttempts bounds how often one request is sent.
	maxAttempts = 4
	// maxWait is the longest wait between two attempts. A tenant that asks for
	// more has its refusal handed to the caller instead.
	maxWait = time.Minute
	// firstWait is the wait when the tenant names none; it doubles each time.
	firstWait = 500 * time.Millisecond
)

// send sends what build makes, and again when the tenant says that it is busy
// (429, 503). build is called for each attempt: an assertion may be used once.
func (f *Fetcher) send(ctx context.Context, build func() (*resty.Request, error), method, path string) (*resty.Response, error) {
	for attempt := 1; ; attempt++ {
		request, err := build()
		if err != nil {
			return nil, err
		}
		response, err := request.SetContext(ctx).SetResponseBodyLimit(maxAnswer).Execute(method, path)
		if err != nil {
			return nil, err
		}
		status := response.StatusCode()
		busy := status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
		if !busy || attempt == maxAttempts {
			return response, nil
		}
		wait := retryAfter(response.Header(), f.now(), attempt)
		if wait > maxWait {
			return response, nil
		}
		if err := f.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// retryAfter is how long the tenant asks to wait: by Retry-After, in seconds or
// as a date (RFC 9110, section 10.2.3), by X-RateLimit-Reset, a Unix time, or,
// when it says nothing, by the number of the attempt.
func retryAfter(header http.Header, now time.Time, attempt int) time.Duration {
	if text := header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
			return time.Duration(seconds) * time.Second
		}
		if at, err := http.ParseTime(text); err == nil {
			return max(at.Sub(now), 0)
		}
	}
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		if wait := time.Unix(reset, 0).Sub(now); wait > 0 {
			return wait
		}
	}
	return firstWait << (attempt - 1)
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
