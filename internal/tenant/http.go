package tenant

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
)

const (
	// maxResponseBody limits a response body, in bytes: a page of 100 APIs with
	// 1,000 scopes each is smaller. Longer bodies fail with
	// resty.ErrResponseBodyTooLarge.
	maxResponseBody = 16 << 20
	// attemptTimeout limits one attempt, from dialling to the end of the body.
	attemptTimeout = 60 * time.Second
	// idleConnections are kept open for Terraform's -parallelism.
	idleConnections = 64
	// maxRedirects is how many redirects within the tenant are followed.
	maxRedirects = 5
)

// HTTPOptions are the options of [NewHTTPClient].
type HTTPOptions struct {
	// UserAgent is sent with every request.
	UserAgent string
	// Transport sends the requests. Nil means the network, through the proxy of
	// the environment (HTTPS_PROXY, NO_PROXY).
	Transport http.RoundTripper
	// Now is the clock that measures the durations in the log. Nil means time.Now.
	Now func() time.Time
}

// NewHTTPClient returns the client for all requests to a tenant. It sets the base
// URL and the User-Agent, requires TLS 1.2 or later, limits response bodies,
// follows no redirect to another host, and writes one line to Terraform's log for
// each request.
func NewHTTPClient(domain Domain, options HTTPOptions) *resty.Client {
	if options.Transport == nil {
		options.Transport = networkTransport()
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	client := resty.NewWithClient(&http.Client{
		Transport:     &logger{next: options.Transport, now: options.Now},
		Timeout:       attemptTimeout,
		CheckRedirect: checkRedirect,
	})
	client.SetBaseURL(domain.BaseURL)
	client.SetHeader("User-Agent", options.UserAgent)
	client.SetHeader("Accept", "application/json")
	client.SetResponseBodyLimit(maxResponseBody)
	client.SetDisableWarn(true)
	client.SetLogger(silent{})
	return client
}

func networkTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 proxyOf,
		DialContext:           dial,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          2 * idleConnections,
		MaxIdleConnsPerHost:   idleConnections,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// proxyOf returns the proxy of the environment, and none for this machine: the environment's
// rules do not know the names below .localhost.
func proxyOf(req *http.Request) (*url.URL, error) {
	if loopback.IsHost(req.URL.Hostname()) {
		return nil, nil
	}
	return http.ProxyFromEnvironment(req)
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}
	return dialer.DialContext(ctx, network, loopback.DialAddress(address))
}

// checkRedirect follows a redirect only within the tenant, since the next
// request would carry the bearer token, and only as the same method: a PATCH
// that turns into a GET would look like a success.
func checkRedirect(req *http.Request, via []*http.Request) error {
	from := via[0]
	switch {
	case !sameOrigin(req.URL, from.URL):
		return fmt.Errorf("the tenant at %s redirects to another host, %s, which is not followed with credentials; check the domain", origin(from.URL), origin(req.URL))
	case req.Method != from.Method:
		return fmt.Errorf("the tenant at %s redirects a %s so that it would become a %s; check the domain", origin(from.URL), from.Method, req.Method)
	case len(via) >= maxRedirects:
		return fmt.Errorf("the tenant at %s redirects more than %d times; check the domain", origin(from.URL), maxRedirects)
	default:
		return nil
	}
}

func sameOrigin(a, b *url.URL) bool { return origin(a) == origin(b) }

func origin(u *url.URL) string { return u.Scheme + "://" + canonicalHost(u) }

// silent discards what resty itself would log, which may contain request URLs.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
