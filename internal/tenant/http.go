package tenant

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/go-resty/resty/v2"
)

const (
	// maxAnswer bounds an answer's body, in bytes: a page of 100 APIs with
	// 1,000 scopes each stays well below.
	maxAnswer = 64 << 20
	// attemptTimeout bounds one attempt, from dialling to the body's end.
	attemptTimeout = 60 * time.Second
	// idleConnections are kept open for Terraform's -parallelism.
	idleConnections = 64
)

// HTTPOptions are what a client of a tenant needs beside its domain.
type HTTPOptions struct {
	// UserAgent goes with every request.
	UserAgent string
	// Transport carries the requests; nil means the network.
	Transport http.RoundTripper
}

// NewHTTPClient makes the client for every request to a tenant: base URL and
// User-Agent set, TLS 1.2 or later, bounded answers, no redirect to another
// host, and one line in Terraform's log for each request.
func NewHTTPClient(domain Domain, options HTTPOptions) *resty.Client {
	transport := options.Transport
	if transport == nil {
		transport = networkTransport()
	}
	client := resty.NewWithClient(&http.Client{
		Transport:     &logger{next: transport},
		Timeout:       attemptTimeout,
		CheckRedirect: sameHost,
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
		TLSClientConfig:       &tls.Config{MinVersion: tls.VersionTLS12},
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          idleConnections,
		MaxIdleConnsPerHost:   idleConnections,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// sameHost follows a redirect only within the tenant: the next request would
// carry the bearer token.
func sameHost(req *http.Request, via []*http.Request) error {
	from := via[0].URL
	if !sameOrigin(req.URL, from) {
		return fmt.Errorf("the tenant at %s redirects to another host, %s, which the provider does not follow with credentials; check the domain", from.Host, req.URL.Host)
	}
	if len(via) >= 5 {
		return errors.New("the tenant redirects in a circle; check the domain")
	}
	return nil
}

func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

// silent drops what resty would print by itself, which may hold URLs of requests.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
