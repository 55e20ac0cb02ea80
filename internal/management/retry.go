package management

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
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
)

// send makes one request, repeated as far as that is safe and may help, and
// returns the body of a 2xx answer.
func (c *Client) send(ctx context.Context, r request) ([]byte, error) {
	var failure *Error
	var reasons []string
	refused, retries := "", 0 // refused is a token that the service did not accept
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
		if ctx.Err() != nil {
			return nil, r.interrupted(ctx.Err(), failure)
		}
		failure = c.failure(r, answer, err, token, attempt)
		reasons = append(reasons, failure.reason())
		failure.Reasons = reasons
		if failure.StatusCode == http.StatusUnauthorized && refused == "" {
			refused = token
			c.tokens.Invalidate(token)
			continue
		}
		limited := failure.StatusCode == http.StatusTooManyRequests
		if limited {
			c.stats.refused()
		}
		if retries >= c.options.MaxRetries || neverSent(err) && retries >= maxDialRetries || !r.repeatable(answer, err) {
			return nil, failure
		}
		retries++
		wait := c.options.Jitter(c.wait(answer, err, retries))
		if limited {
			c.pacer.pause(wait)
			c.stats.waited(wait)
		}
		if err := c.options.Sleep(ctx, wait); err != nil {
			return nil, r.interrupted(err, failure)
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
		if leave, err = c.pacer.acquire(ctx); err != nil {
			return nil, err
		}
	}
	c.stats.attempted(*r, attempt)
	req := c.http.R().SetContext(ctx).SetAuthToken(token).SetQueryParamsFromValues(r.query)
	if r.body != nil {
		req.SetHeader("Content-Type", "application/json").SetBody(r.body)
	}
	answer, err := req.Execute(r.method, basePath+r.path)
	var header http.Header
	if err == nil {
		header = answer.Header()
	}
	leave.answered(header)
	return answer, err
}

// repeatable tells whether an attempt that failed may be repeated. A POST that
// the service may have seen is not: it could create the object twice.
func (r request) repeatable(answer *resty.Response, err error) bool {
	idempotent := r.method != http.MethodPost
	if err != nil {
		return !permanent(answer, err) && (idempotent || neverSent(err))
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

// neverSent tells that there was no connection to send the request over, to the
// service or to the proxy before it.
func neverSent(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && (network.Op == "dial" || network.Op == "proxyconnect")
}

// permanent tells a failure that would come again from a connection that
// broke: a name or certificate that is not good, a redirect that is not
// followed, an answer that is too long.
func permanent(answer *resty.Response, err error) bool {
	var (
		name        *net.DNSError
		certificate *tls.CertificateVerificationError
		noTLS       tls.RecordHeaderError
		network     *net.OpError
		ofClient    *url.Error
	)
	switch {
	case errors.As(err, &name):
		return name.IsNotFound
	case errors.As(err, &certificate), errors.As(err, &noTLS), errors.Is(err, resty.ErrResponseBodyTooLarge):
		return true
	case errors.As(err, &network) && (network.Op == "remote error" || network.Op == "local error"):
		return true // a TLS alert
	default:
		// Only a redirect that is not followed is both an answer and an error.
		return errors.As(err, &ofClient) && answer != nil && answer.RawResponse != nil
	}
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
