package tenant

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logger writes a line for each request to Terraform's log: method, path, status
// or error, the time until the response header arrived, and the rate limit's
// state. It never logs a header or body, which hold tokens and secrets, nor a
// query, which may. Fields that the request's context adds to the log, such as the
// number of the attempt, are on the line too.
type logger struct {
	next http.RoundTripper
	now  func() time.Time
}

// RoundTrip implements http.RoundTripper.
func (l *logger) RoundTrip(req *http.Request) (*http.Response, error) {
	start := l.now()
	resp, err := l.next.RoundTrip(req)
	fields := map[string]any{
		"method":      req.Method,
		"path":        req.URL.EscapedPath(),
		"duration_ms": l.now().Sub(start).Milliseconds(),
	}
	if err != nil {
		err = withoutUserinfo(err)
		fields["error"] = err.Error()
		if errors.Is(err, context.Canceled) {
			tflog.Debug(req.Context(), "Request to the tenant was cancelled", fields)
		} else {
			tflog.Error(req.Context(), "Request to the tenant failed", fields)
		}
		return nil, err
	}
	fields["status"] = resp.StatusCode
	addRateLimit(fields, resp.Header)
	tflog.Debug(req.Context(), "Request to the tenant", fields)
	return resp, nil
}

// addRateLimit adds the state of the tenant's rate limit, from the header.
func addRateLimit(fields map[string]any, header http.Header) {
	for _, name := range []string{"limit", "remaining", "reset"} {
		if value := header.Get("X-RateLimit-" + name); value != "" {
			fields["ratelimit_"+name] = value
		}
	}
}

// withoutUserinfo removes user name and password from the proxy URL in an error.
func withoutUserinfo(err error) error {
	text := err.Error()
	hidden := regexp.MustCompile(`//[^@\s"]*@`).ReplaceAllString(text, "//…@")
	if hidden == text {
		return err
	}
	return errors.New(hidden)
}
