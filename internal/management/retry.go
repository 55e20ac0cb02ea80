package management

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

const (
	// firstBackoff and maxBackoff bound the wait when the service names none.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// maxWait bounds the wait that the service names. Its buckets are whole
	// again within a minute; a clock that is off may say more.
	maxWait = 2 * time.Minute
	// maxDialRetries bounds the retries while nobody answers at the address:
	// more often than not, that is a wrong one.
	maxDialRetries = 4
	// maxFailures bounds how often a request may be answered by 500: that may
	// pass, or be the service's answer to this very request.
	maxFailures = 6
)

// send makes one request, repeated as far as that is safe and may help, and
// returns the body of a 2xx answer.
func (c *Client) send(ctx context.Context, r request) ([]byte, error) {
	var failure *Error
	var reasons []string
	refused, retries := "", 0 // refused is a token that the service did not accept
	failures, unknown := 0, false
	for attempt := 1; ; attempt++ {
		token, err := c.tokens.Token(ctx)
		if err != nil || token == refused && refused != "" {
			r.leave.unused()
			if err != nil {
				return nil, fmt.Errorf("%s: getting a token for the Management API: %w", r, err)
			}
			return nil, failure
		}
		answer, err := c.attempt(tflog.SetField(ctx, "attempt", attempt), &r, token, attempt)
		if err == nil && answer.IsSuccess() {
			return answer.Body(), nil
		}
		unknown = unknown || r.mayHaveWorked(answer, err)
		if ctx.Err() != nil {
			return nil, r.interrupted(ctx.Err(), failure, unknown)
		}
		failure = c.failure(r, answer, err, token, attempt)
		reasons = append(reasons, failure.reason())
		failure.Reasons = reasons
		if failure.StatusCode == http.StatusInternalServerError {
			failures++
		}
		if failure.StatusCode == http.StatusUnauthorized && refused == "" {
			refused = token
			c.tokens.Invalidate(token)
			continue
		}
		limited := failure.StatusCode == http.StatusTooManyRequests
		if limited {
			c.stats.refused()
		}
		if retries >= c.options.MaxRetries || retry.NeverSent(err) && retries >= maxDialRetries || failures >= maxFailures || !r.repeatable(answer, err) {
			answer, err := r.found(ctx, unknown, failure)
			if answer == nil && err == nil {
				err = failure
			}
			return answer, err
		}
		retries++
		wait := c.options.Jitter(c.wait(answer, err, retries))
		if limited {
			c.pacer.pause(wait)
			c.stats.waited(wait)
		}
		if err := c.pacer.waits.sleep(ctx, r, attempt, backoff(failure, answer, wait), c.options.Sleep); err != nil {
			return nil, r.interrupted(err, failure, unknown)
		}
		if answer, err := r.found(ctx, unknown, failure); answer != nil || err != nil {
			return answer, err
		}
		if r.renew != nil {
			if r.body, err = r.renew(ctx); err != nil || r.body == nil {
				return nil, err
			}
		}
	}
}

// attempt sends a request once, when the pacer gives leave.
func (c *Client) attempt(ctx context.Context, r *request, token string, attempt int) (*resty.Response, error) {
	leave := r.leave
	r.leave = nil
	if leave == nil {
		var err error
		if leave, err = c.pacer.acquire(ctx, *r, attempt); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		leave.unused()
		return nil, err
	}
	c.stats.attempted(*r, attempt)
	if r.method != http.MethodGet {
		var cancel func()
		ctx, cancel = lingering(ctx)
		defer cancel()
	}
	req := c.http.R().SetContext(ctx).SetAuthToken(token).SetQueryParamsFromValues(r.query)
	if r.body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(r.body)
	}
	var header http.Header
	defer func() { leave.answered(header) }() // also where sending panics
	answer, err := req.Execute(r.method, basePath+r.path)
	if err == nil {
		header = answer.Header()
	}
	return answer, err
}

// repeatable tells whether an attempt that failed may be repeated. A POST that
// the service may have seen is not, unless what it may have made can be looked
// for: it could create the object twice.
func (r request) repeatable(answer *resty.Response, err error) bool {
	twice := r.method != http.MethodPost || r.look != nil
	if err != nil {
		return !retry.Permanent(err) && !unusable(answer, err) && (twice || retry.NeverSent(err))
	}
	switch answer.StatusCode() {
	case http.StatusTooManyRequests:
		return true
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return twice
	default:
		return false
	}
}

// mayHaveWorked tells whether an attempt that failed may have changed something
// all the same.
func (r request) mayHaveWorked(answer *resty.Response, err error) bool {
	switch {
	case r.method == http.MethodGet || answer == nil: // nil before it was sent
		return false
	case err != nil:
		return !retry.NeverSent(err) && !retry.Permanent(err) && !unusable(answer, err)
	default:
		return answer.StatusCode() >= http.StatusInternalServerError
	}
}

// unusable tells an answer that would come again: one that is too long, or a
// redirect that is not followed, which alone is both an answer and an error.
func unusable(answer *resty.Response, err error) bool {
	var ofClient *url.Error
	return errors.Is(err, resty.ErrResponseBodyTooLarge) || errors.As(err, &ofClient) && answer != nil && answer.RawResponse != nil
}

// wait is how long to wait before the given retry: what the service says, or
// twice as long as the last time.
func (c *Client) wait(answer *resty.Response, err error, retries int) time.Duration {
	backoff := min(firstBackoff<<min(retries-1, 10), maxBackoff)
	if err != nil {
		return backoff
	}
	header := answer.Header().Clone()
	if answer.StatusCode() != http.StatusTooManyRequests {
		// Every answer has it; here it is not the reason.
		header.Del("X-RateLimit-Reset")
	}
	if wait, told := retry.After(header, c.options.Now()); told && wait > 0 {
		return min(wait, maxWait)
	}
	return backoff
}
