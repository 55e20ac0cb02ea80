package tenant

import (
	"net/http"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// logger writes a line for each request to Terraform's log at DEBUG: what was
// asked, how it ended, how long it took and what the rate limit says. Never a
// header or body, which hold tokens and secrets, nor a query, which may.
type logger struct {
	next http.RoundTripper
}

// The headers in which the service reports the tenant's rate limit.
var rateLimitHeaders = map[string]string{
	"X-RateLimit-Limit":     "ratelimit_limit",
	"X-RateLimit-Remaining": "ratelimit_remaining",
	"X-RateLimit-Reset":     "ratelimit_reset",
}

// RoundTrip implements http.RoundTripper.
func (l *logger) RoundTrip(req *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := l.next.RoundTrip(req)
	fields := map[string]any{
		"method":      req.Method,
		"path":        req.URL.EscapedPath(),
		"duration_ms": time.Since(start).Milliseconds(),
	}
	if err != nil {
		fields["error"] = err.Error()
		tflog.Debug(req.Context(), "Request to the tenant failed", fields)
		return nil, err
	}
	fields["status"] = resp.StatusCode
	for header, field := range rateLimitHeaders {
		if value := resp.Header.Get(header); value != "" {
			fields[field] = value
		}
	}
	tflog.Debug(req.Context(), "Request to the tenant", fields)
	return resp, nil
}
