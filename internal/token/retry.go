package token

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
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
// (429, 503), fails (500, 502, 504), or breaks the connection. build is called
// for each attempt: an assertion may be used once.
func (f *Fetcher) send(ctx context.Context, build func() (*resty.Request, error), method, path string) (*resty.Response, error) {
	for attempt := 1; ; attempt++ {
		request, err := build()
		if err != nil {
			return nil, err
		}
		response, err := request.SetContext(ctx).SetResponseBodyLimit(maxAnswer).Execute(method, path)
		if attempt == maxAttempts || !passes(response, err) {
			return response, err
		}
		wait, reason := firstWait<<(attempt-1), "the connection to the tenant failed"
		if err == nil {
			reason = fmt.Sprintf("the tenant answered %d %s", response.StatusCode(), http.StatusText(response.StatusCode()))
			if asked, told := retry.After(response.Header(), f.now()); told && busy(response.StatusCode()) {
				wait = asked
			}
		}
		if wait > maxWait {
			return response, nil
		}
		if wait >= retry.TellAfter {
			tflog.Info(ctx, fmt.Sprintf("Waiting %s: %s", wait, reason), map[string]any{
				"method": method, "path": path, "attempt": attempt, "wait_ms": wait.Milliseconds(),
			})
		}
		if err := f.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// passes tells a failure that may be another one next time. A tenant that does
// not answer in time, or at all, has had its time.
func passes(response *resty.Response, err error) bool {
	var slow net.Error
	switch {
	case err == nil:
		status := response.StatusCode()
		return busy(status) || status == http.StatusInternalServerError || status == http.StatusBadGateway || status == http.StatusGatewayTimeout
	case errors.As(err, &slow) && slow.Timeout(), errors.Is(err, context.Canceled), errors.Is(err, resty.ErrResponseBodyTooLarge):
		return false
	default:
		return !retry.NeverSent(err) && !retry.Permanent(err) && response.RawResponse == nil // which a redirect has
	}
}

func busy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}
