// Package rest sends the requests of the Management API: with a bearer token,
// paced, and repeated as far as that is safe. Its errors keep what the service
// said, without the secrets that were sent.
package rest

import (
	"context"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// TokenSource provides the bearer tokens of the requests.
type TokenSource interface {
	// Token returns a token that is valid for a while, from a cache if possible.
	Token(ctx context.Context) (string, error)
	// Invalidate drops a token that the service refused; the next Token returns
	// another one.
	Invalidate(token string)
}

// Options of a Client.
type Options struct {
	// MaxRetries is how often one request is repeated after a refusal or failure
	// that may be temporary. Below zero means never.
	MaxRetries int
	// Pacing are the options of the pacer. Its clock, Sleep and Jitter, which are
	// required, serve the retries too.
	Pacing pacing.Options
}

// Client sends requests to the Management API of one tenant. It is safe for
// concurrent use.
type Client struct {
	// Pacer is passed by each request.
	Pacer *pacing.Pacer

	http       *resty.Client
	tokens     TokenSource
	maxRetries int
	now        func() time.Time
	jitter     func(time.Duration) time.Duration
	statistics *statistics
	observe    Observer
	// causes are the reasons for which each request fails.
	causes causes
}

// Write is a request that changes something.
type Write struct {
	Method string
	// Segment is the first segment of the path below /api/v2, such as "clients".
	Segment string
	// ID is how the path names the object; empty for a create.
	ID string
	// Member is the rest of the path, such as "credentials/cred_1".
	Member string
}

// Observer is called before a write is sent, and returns what to call with its
// outcome.
type Observer func(Write) (done func(answer []byte, err error))

// New makes a client. http has the tenant's base URL set.
func New(http *resty.Client, tokens TokenSource, o Options) *Client {
	c := &Client{
		http: http, tokens: tokens, maxRetries: o.MaxRetries, now: o.Pacing.Now, jitter: o.Pacing.Jitter, statistics: &statistics{},
		observe: func(Write) func([]byte, error) { return func([]byte, error) {} },
	}
	o.Pacing.Waited, o.Pacing.NoticeAfter = c.statistics.waited, retry.TellAfter
	c.Pacer = pacing.New(o.Pacing)
	return c
}

// ObserveWrites has each write observed. It must be called before the first
// request.
func (c *Client) ObserveWrites(observe Observer) { c.observe = observe }

// BaseURL returns the tenant's base URL.
func (c *Client) BaseURL() string { return c.http.BaseURL }

// FetchToken fetches the first token, so that later requests find it in the
// cache. Should that fail, they report it.
func (c *Client) FetchToken(ctx context.Context) { _, _ = c.tokens.Token(ctx) }
