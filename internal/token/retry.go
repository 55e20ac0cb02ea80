package token

import (
	"context"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

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
		wait, told := retry.After(response.Header(), f.now())
		if !told {
			wait = firstWait << (attempt - 1)
		}
		if wait > maxWait {
			return response, nil
		}
		if err := f.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}
