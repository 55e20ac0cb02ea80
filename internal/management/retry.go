package management

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	// firstBackoff and maxBackoff bound the wait when the service names none.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// maxResetWait bounds the wait for a rate limit that the service names.
	maxResetWait = 2 * time.Minute
)

// send makes one request, repeated as far as that is safe and may help.
func (c *Client) send(ctx context.Context, r request) (*resty.Response, error) {
	refreshed := false
	for attempt := 1; ; attempt++ {
		token, err := c.tokens.Token(ctx)
		if err != nil {
			return nil, fmt.Errorf("getting a token for the Management API: %w", err)
		}
		answer, err := c.attempt(ctx, r, token)
		if err == nil && answer.IsSuccess() {
			return answer, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		failure := r.failure(answer, err, attempt)
		if err == nil && answer.StatusCode() == http.StatusUnauthorized && !refreshed {
			refreshed = true
			c.tokens.Invalidate(token)
			continue
		}
		if attempt > c.options.MaxRetries || !r.repeatable(answer, err) {
			return nil, failure
		}
		if err := c.options.Sleep(ctx, c.options.Jitter(c.wait(answer, err, attempt))); err != nil {
			return nil, err
		}
	}
}

func (c *Client) attempt(ctx context.Context, r request, token string) (*resty.Response, error) {
	req := c.http.R().SetContext(ctx).SetAuthToken(token).SetQueryParamsFromValues(r.query)
	if r.body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(r.body)
	}
	return req.Execute(r.method, basePath+r.path)
}

// repeatable tells whether an attempt that failed may be repeated. A POST that
// the service may have seen is not: it could create the object twice.
func (r request) repeatable(answer *resty.Response, err error) bool {
	idempotent := r.method != http.MethodPost
	if err != nil {
		var dial *net.OpError
		neverSent := errors.As(err, &dial) && dial.Op == "dial"
		return neverSent || idempotent && broken(err)
	}
	switch answer.StatusCode() {
	case http.StatusTooManyRequests:
		return true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return idempotent
	default:
		return false
	}
}

// broken tells a connection that failed from an answer that is not acceptable,
// such as one that is too large or a redirect elsewhere.
func broken(err error) bool {
	var network net.Error
	return errors.As(err, &network) || isUnexpectedEOF(err)
}

// wait is how long to wait before the next attempt: what the service says, or
// twice as long as the last time.
func (c *Client) wait(answer *resty.Response, err error, attempt int) time.Duration {
	backoff := min(firstBackoff<<min(attempt-1, 10), maxBackoff)
	if err != nil {
		return backoff
	}
	header := answer.Header()
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, maxResetWait)
	}
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil && answer.StatusCode() == http.StatusTooManyRequests {
		return min(max(time.Unix(reset, 0).Sub(c.options.Now()), firstBackoff), maxResetWait)
	}
	return backoff
}
