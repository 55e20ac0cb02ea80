// Package management speaks the tenant's Management API over REST: typed
// calls, errors that keep what the service said, retries, and the grouping of
// scope writes.
package management

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"
	"golang.org/x/sync/singleflight"
)

// basePath is where the Management API lives below the tenant's base URL.
const basePath = "/api/v2"

// defaultMaxRetries is how often a request is repeated unless Options say otherwise.
const defaultMaxRetries = 10

// TokenSource gives the bearer tokens of the requests.
type TokenSource interface {
	// Token returns a token that is valid for a while, from a cache if possible.
	Token(ctx context.Context) (string, error)
	// Invalidate drops a token that the service refused; the next Token is another one.
	Invalidate(token string)
}

// Options of a Client; the zero value serves.
type Options struct {
	// MaxRetries is how often one request is repeated after a refusal or
	// failure that may pass. Zero means 10, below zero means never.
	MaxRetries int
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Sleep waits between attempts and ends early with the context's error;
	// nil means real time.
	Sleep func(context.Context, time.Duration) error
	// Jitter spreads a wait, so that many processes do not come back at once;
	// nil means up to a quarter more.
	Jitter func(time.Duration) time.Duration
}

// Client calls the Management API of one tenant. It is safe for concurrent use.
type Client struct {
	http    *resty.Client
	tokens  TokenSource
	options Options
	reads   singleflight.Group
	// writes counts finished writes: a read must not join one that started
	// before the write that its caller depends on.
	writes atomic.Uint64
	scopes *scopeQueues
}

// New makes a client. client has the tenant's base URL set.
func New(client *resty.Client, tokens TokenSource, options Options) *Client {
	if options.MaxRetries == 0 {
		options.MaxRetries = defaultMaxRetries
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Sleep == nil {
		options.Sleep = sleep
	}
	if options.Jitter == nil {
		options.Jitter = func(d time.Duration) time.Duration { return d + rand.N(d/4+1) } //nolint:gosec // spreads load, guards nothing
	}
	c := &Client{http: client, tokens: tokens, options: options}
	c.scopes = newScopeQueues(c)
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// request is one call of the API, which may take several attempts.
type request struct {
	method string
	// path is below basePath, with its parameters escaped.
	path  string
	query url.Values
	// body is JSON, or nil.
	body []byte
}

// do is the one way to the service: every request passes here, so that
// authentication, retries and pacing have one place. It decodes a 2xx answer
// into out unless out is nil.
func (c *Client) do(ctx context.Context, method, path string, query url.Values, body, out any) error {
	r := request{method: method, path: path, query: query}
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		r.body = encoded
	}
	answer, err := c.send(ctx, r)
	if method != http.MethodGet {
		c.writes.Add(1)
	}
	if err != nil {
		return err
	}
	if out == nil {
		return nil
	}
	if err := decode(answer.Body(), out); err != nil {
		return fmt.Errorf("%s %s: the answer (%d) is not the JSON expected: %w", method, basePath+path, answer.StatusCode(), err)
	}
	return nil
}

// get reads one path. Callers that ask for the same path at the same time
// share one request; a caller that gives up does not end it for the others.
func (c *Client) get(ctx context.Context, path string, newOut func() any) (any, error) {
	key := fmt.Sprintf("%d %s", c.writes.Load(), path)
	shared := c.reads.DoChan(key, func() (any, error) {
		out := newOut()
		err := c.do(context.WithoutCancel(ctx), http.MethodGet, path, nil, nil, out)
		return out, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-shared:
		return result.Val, result.Err
	}
}

// escaped joins segments to a path, each escaped once, so that an identifier
// with slashes stays one segment.
func escaped(segments ...string) string {
	path := ""
	for _, s := range segments {
		path += "/" + url.PathEscape(s)
	}
	return path
}
