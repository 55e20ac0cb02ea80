package clientdocument

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// The largest document and key set, in bytes (facts 7.3).
const (
	maxDocument = 5 << 10
	maxKeySet   = 12 << 10
)

const (
	// fetchTimeout bounds one fetch, from the name lookup to the end of the body.
	// unknown: the service's.
	fetchTimeout = 5 * time.Second
	// maxHeader bounds the headers of an answer, in bytes.
	maxHeader = 16 << 10
)

// Fetcher fetches documents and their key sets. It connects to public addresses only,
// follows no redirect, uses no proxy, and is bounded in size and time. It is safe for
// concurrent use.
type Fetcher struct {
	// AllowLoopback also fetches from this machine, by http too: for development.
	AllowLoopback bool
	// Roots are the accepted certificate authorities; nil means the system's.
	Roots *x509.CertPool
	// Resolver resolves names; nil means net.DefaultResolver.
	Resolver *net.Resolver
	// Timeout replaces the limit of five seconds, if it is not 0.
	Timeout time.Duration
}

// Fetch fetches and checks the document at a URL, with its key set. An error means
// that the document could not be fetched; what is wrong with its URL or content is in
// its Violations.
func (f *Fetcher) Fetch(ctx context.Context, address string) (*Document, error) {
	if wrong := f.CheckURL(address); wrong != nil {
		return &Document{Fields: Fields{ExternalClientID: address}, Violations: wrong}, nil
	}
	text, err := f.get(ctx, address, maxDocument)
	if err != nil {
		return nil, err
	}
	document := parse(address, text)
	if uri := document.Fields.JWKSURI; uri != "" && document.Valid() {
		f.addKeys(ctx, document, uri)
	}
	return document, nil
}

// addKeys fetches the key set of a document that is valid so far.
func (f *Fetcher) addKeys(ctx context.Context, document *Document, uri string) {
	text, err := f.get(ctx, uri, maxKeySet)
	if err != nil {
		document.violation("jwks_uri: %v", err)
		return
	}
	document.readKeys(text)
}

// get fetches at most limit bytes.
func (f *Fetcher) get(ctx context.Context, address string, limit int64) ([]byte, error) {
	timeout := f.Timeout
	if timeout == 0 {
		timeout = fetchTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", address, err)
	}
	request.Header.Set("Accept", "application/json")
	transport := f.transport()
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Do(request)
	if err != nil {
		// The error of the client repeats method and URL.
		if wrapped, is := errors.AsType[*url.Error](err); is {
			err = wrapped.Err
		}
		return nil, fmt.Errorf("fetching %s: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetching %s: the answer is %s; expected 200, and redirects are not followed", address, answer.Status)
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, limit+1))
	if err != nil {
		return nil, fmt.Errorf("fetching %s: %w", address, err)
	}
	if int64(len(text)) > limit {
		return nil, fmt.Errorf("fetching %s: the answer has more than %d bytes", address, limit)
	}
	return text, nil
}

// transport makes a transport for one request.
func (f *Fetcher) transport() *http.Transport {
	dialer := &net.Dialer{Resolver: f.Resolver, Control: f.checkConnection}
	return &http.Transport{
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{RootCAs: f.Roots},
		Proxy:                  nil, // a proxy would connect to any address
		DisableKeepAlives:      true,
		DisableCompression:     true, // the limit is for what is read
		MaxResponseHeaderBytes: maxHeader,
		ForceAttemptHTTP2:      true,
	}
}
