package rest

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

const (
	// firstBackoff and maxBackoff bound the wait when the service names none.
	firstBackoff = 500 * time.Millisecond
	maxBackoff   = 30 * time.Second
	// maxWait bounds the wait that the service names. Its buckets are full again
	// within a minute; a clock that is wrong may give more.
	maxWait = 2 * time.Minute
	// maxDialRetries bounds the retries while nothing answers at the address, which
	// is then probably a wrong one.
	maxDialRetries = 4
	// maxFailures bounds how often a request may be answered by 500, which may be
	// temporary, or be the service's answer to this very request.
	maxFailures = 6
)

// sending is a request with the attempts so far.
type sending struct {
	*Client
	request Request
	// failure is the last attempt's; reasons are those of all attempts.
	failure *Error
	reasons []string
	// refusedToken is a token that the service did not accept.
	refusedToken string
	// retries counts the repetitions, failures the answers with status 500.
	retries, failures int
	// uncertain is set when a failed attempt may have changed something.
	uncertain bool
}

// send makes one request, repeated as far as that is safe and may help, and
// returns the body of a 2xx answer.
func (c *Client) send(ctx context.Context, r Request) ([]byte, error) {
	s := &sending{Client: c, request: r}
	for attempt := 1; ; attempt++ {
		token, err := s.token(ctx)
		if err != nil {
			return nil, err
		}
		answer, err := c.attempt(tflog.SetField(ctx, "attempt", attempt), &s.request, token, attempt)
		if err == nil && answer.IsSuccess() {
			return answer.Body(), nil
		}
		s.uncertain = s.uncertain || s.request.mayHaveWorked(answer, err)
		if ctx.Err() != nil {
			return nil, s.request.interrupted(ctx.Err(), s.failure, s.uncertain)
		}
		s.failed(answer, err, token, attempt)
		if s.failure.StatusCode == http.StatusUnauthorized && s.refusedToken == "" {
			s.refusedToken = token
			c.tokens.Invalidate(token)
			continue
		}
		if s.exhausted(answer, err) {
			answer, err := s.lookup(ctx)
			if answer == nil && err == nil {
				err = c.causes.mark(s.failure, true)
			}
			return answer, err
		}
		if err := s.pause(ctx, answer, err, attempt); err != nil {
			return nil, s.request.interrupted(err, s.failure, s.uncertain)
		}
		if answer, err := s.lookup(ctx); answer != nil || err != nil {
			return answer, err
		}
		if s.request.Renew != nil {
			if s.request.Body, err = s.request.Renew(ctx); err != nil || s.request.Body == nil {
				return nil, err
			}
		}
	}
}

// token returns the token of the next attempt. When the source has no other one
// than the token that was refused, the error is the last failure.
func (s *sending) token(ctx context.Context) (string, error) {
	token, err := s.tokens.Token(ctx)
	switch {
	case err != nil:
		s.request.Permit.Unused()
		if ctx.Err() != nil {
			return "", s.request.interrupted(err, s.failure, s.uncertain)
		}
		return "", s.causes.mark(fmt.Errorf("%s: getting a token for the Management API: %w", s.request, err), false)
	case token == s.refusedToken && token != "":
		return "", s.causes.mark(s.failure, true)
	default:
		return token, nil
	}
}

// failed records an attempt that did not succeed.
func (s *sending) failed(answer *resty.Response, err error, token string, attempt int) {
	s.failure = s.newError(s.request, answer, err, token, attempt)
	s.reasons = append(s.reasons, s.failure.reason())
	s.failure.Reasons = s.reasons
	switch s.failure.StatusCode {
	case http.StatusInternalServerError:
		s.failures++
	case http.StatusTooManyRequests:
		s.statistics.refused()
	}
}

// exhausted reports whether the request is not sent again.
func (s *sending) exhausted(answer *resty.Response, err error) bool {
	return s.retries >= s.maxRetries || retry.NeverSent(err) && s.retries >= maxDialRetries ||
		s.failures >= maxFailures || !s.request.repeatable(answer, err)
}

// pause waits before the request is sent again.
func (s *sending) pause(ctx context.Context, answer *resty.Response, err error, attempt int) error {
	s.retries++
	wait := s.jitter(s.backoff(answer, err, s.retries))
	if s.failure.StatusCode == http.StatusTooManyRequests {
		s.Pacer.Pause(wait)
		s.statistics.waited(wait)
	}
	cause, reason := s.failure.waitReason(answer)
	return s.Pacer.SleepBeforeRepeat(ctx, s.request.label(attempt), cause, reason, wait)
}

// waitReason is why a request that failed so is not repeated at once.
func (e *Error) waitReason(answer *resty.Response) (pacing.Cause, string) {
	if e.Err != nil {
		return pacing.Failed, "the connection to the tenant failed"
	}
	cause, reason := pacing.Failed, "the tenant answered "+e.reason()
	if e.StatusCode == http.StatusTooManyRequests {
		cause = pacing.Refused
	}
	if answer.Header().Get("Retry-After") != "" {
		reason += " with Retry-After"
	}
	return cause, reason
}

// attempt sends a request once, with the pacer's permit.
func (c *Client) attempt(ctx context.Context, r *Request, token string, attempt int) (*resty.Response, error) {
	permit := r.Permit
	r.Permit = nil
	if permit == nil {
		var err error
		if permit, err = c.Pacer.Acquire(ctx, r.label(attempt)); err != nil {
			return nil, err
		}
	}
	if err := ctx.Err(); err != nil {
		permit.Unused()
		return nil, err
	}
	c.statistics.attempted(*r, attempt)
	if r.Method != http.MethodGet {
		var cancel func()
		ctx, cancel = Lingering(ctx)
		defer cancel()
	}
	req := c.http.R().SetContext(ctx).SetAuthToken(token).SetQueryParamsFromValues(r.Query)
	if r.Body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(r.Body)
	}
	var header http.Header
	defer func() { permit.Answered(header) }() // also when sending panics
	answer, err := req.Execute(r.Method, BasePath+r.Path)
	if err == nil {
		header = answer.Header()
	}
	return answer, err
}

func (r Request) label(attempt int) pacing.Label {
	return pacing.Label{Method: r.Method, Path: BasePath + r.Path, Attempt: attempt}
}

// backoff is how long to wait before a retry: what the service says, or
// twice as long as the last time.
func (c *Client) backoff(answer *resty.Response, err error, retries int) time.Duration {
	backoff := min(firstBackoff<<min(retries-1, 10), maxBackoff)
	if err != nil {
		return backoff
	}
	header := answer.Header().Clone()
	if answer.StatusCode() != http.StatusTooManyRequests {
		// Every answer has this header; here it is not the reason.
		header.Del("X-RateLimit-Reset")
	}
	if wait, named := retry.After(header, c.now()); named && wait > 0 {
		return min(wait, maxWait)
	}
	return backoff
}
