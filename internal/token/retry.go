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
	// maxAttempts limits how often one request is sent.
	maxAttempts = 4
	// maxWait is the longest wait between two attempts. If the tenant asks for a
	// longer wait, the caller gets its response instead.
	maxWait = time.Minute
	// firstWait is the first wait if the tenant names none; it doubles each time.
	firstWait = 500 * time.Millisecond
)

// send sends a request, and sends it again if the tenant is busy (429, 503), fails
// (500, 502, 504), or breaks the connection, also in the middle of a response. It calls build for each attempt,
// because an assertion can be used only once.
func (f *Fetcher) send(ctx context.Context, build func() (*resty.Request, error), method, path string) (*resty.Response, error) {
	for attempt := 1; ; attempt++ {
		request, err := build()
		if err != nil {
			return nil, err
		}
		response, err := request.SetContext(ctx).SetResponseBodyLimit(maxResponseBody).Execute(method, path)
		if attempt == maxAttempts || !retryable(response, err) {
			return response, err
		}
		wait, reason := firstWait<<(attempt-1), "the connection to the tenant failed"
		if err == nil {
			reason = fmt.Sprintf("the tenant answered %d %s", response.StatusCode(), http.StatusText(response.StatusCode()))
			if named, ok := retry.After(response.Header(), f.now()); ok && busy(response.StatusCode()) {
				wait = named
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

// retryable reports whether another attempt may succeed. A request that timed out
// is not repeated: it has taken its time already.
func retryable(response *resty.Response, err error) bool {
	var timeout net.Error
	switch {
	case err == nil:
		status := response.StatusCode()
		return busy(status) || status == http.StatusInternalServerError || status == http.StatusBadGateway || status == http.StatusGatewayTimeout
	case errors.As(err, &timeout) && timeout.Timeout(), errors.Is(err, context.Canceled), errors.Is(err, resty.ErrResponseBodyTooLarge):
		return false
	default:
		return !retry.NeverSent(err) && !retry.Permanent(err) && !retry.RefusedRedirect(err, response.RawResponse != nil)
	}
}

func busy(status int) bool {
	return status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable
}
