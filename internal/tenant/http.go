package tenant

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	// maxAnswer bounds an answer's body, in bytes: a page of 100 APIs with
	// 1,000 scopes each stays below. Longer ones fail with
	// resty.ErrResponseBodyTooLarge.
	maxAnswer = 16 << 20
	// attemptTimeout bounds one attempt, from dialling to the body's end.
	attemptTimeout = 60 * time.Second
	// idleConnections are kept open for Terraform's -parallelism.
	idleConnections = 64
	// maxRedirects is how many redirects within the tenant are followed.
	maxRedirects = 5
)

// HTTPOptions are what a client of a tenant needs beside its domain.
type HTTPOptions struct {
	// UserAgent goes with every request.
	UserAgent string
	// Transport carries the requests; nil means the network, through the proxy
	// that HTTPS_PROXY and its like name.
	Transport http.RoundTripper
	// Now is the clock that durations in the log are measured by; nil means
	// time.Now.
	Now func() time.Time
}

// NewHTTPClient makes the client for every request to a tenant: base URL and
// User-Agent set, TLS 1.2 or later, bounded answers, no redirect to another
// host, and one line in Terraform's log for each request.
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
	client.SetResponseBodyLimit(maxAnswer)
	client.SetDisableWarn(true)
	client.SetLogger(silent{})
	return client
}

func networkTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          2 * idleConnections,
		MaxIdleConnsPerHost:   idleConnections,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   15 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
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
		return fmt.Errorf("the tenant at %s redirects a %s, which would not reach its goal; check the domain", origin(from.URL), from.Method)
	case len(via) >= maxRedirects:
		return fmt.Errorf("the tenant at %s redirects more than %d times; check the domain", origin(from.URL), maxRedirects)
	default:
		return nil
	}
}

func sameOrigin(a, b *url.URL) bool { return origin(a) == origin(b) }

func origin(u *url.URL) string { return u.Scheme + "://" + canonicalHost(u) }

// silent drops what resty would print by itself, which may hold URLs of requests.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
