// Package management speaks the tenant's Management API over REST: typed
// calls, errors that keep what the service said, retries, and the grouping of
// scope writes.
package management

import (
	"context"
	cryptorand "crypto/rand"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// defaultMaxRetries is how often a request is repeated unless Options say otherwise.
const defaultMaxRetries = 10

// defaultVerifyAfter is when scopes are verified unless Options say otherwise.
const defaultVerifyAfter = 200 * time.Millisecond

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
	// MaxRequestsPerSecond bounds the rate of the requests; zero means as many as
	// the tenant's rate limit leaves.
	MaxRequestsPerSecond float64
	// MaxConcurrentRequests bounds what is in flight. Zero means 10, below zero
	// means no bound.
	MaxConcurrentRequests int
	// Reserve is the share of the tenant's rate limit, from 0 to below 1, that is
	// left to its production; nil means a quarter.
	Reserve *float64
	// VerifyAfter is how long after the last change of scopes the lists are looked
	// at again, in case another process wrote them at the same time: long enough
	// for its write to arrive, and hardly noticed. Zero means 200 ms, below zero
	// means never.
	VerifyAfter time.Duration
	// AdoptExisting takes over an API, a scope, a grant or a client that exists
	// exactly as a create would make it, unless a resource of this run manages it.
	// Clients, whose names are not unique, are looked for before they are created.
	AdoptExisting bool
	// Journal remembers creates beyond the end of the process; nil where nothing
	// does.
	Journal *journal.Journal
	// NewOwner makes the text that stands for a resource in this run; nil means a
	// random one.
	NewOwner func() string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Sleep waits between attempts and ends early with the context's error;
	// nil means real time.
	Sleep func(context.Context, time.Duration) error
	// Pause lets callers gather for a few milliseconds; nil means real time.
	Pause func(context.Context, time.Duration) error
	// Jitter spreads a wait, so that many processes do not come back at once;
	// nil means up to a quarter more.
	Jitter func(time.Duration) time.Duration
}

// Client calls the Management API of one tenant. It is safe for concurrent use.
type Client struct {
	http    *resty.Client
	tokens  TokenSource
	options Options
	// readers are by the kinds' path segments.
	readers map[string]*reader
	// walking is set when objects were read by pages: more are likely to be
	// wanted then, also of other kinds.
	walking atomic.Bool
	walk    walk
	// whole shares the reading of complete lists.
	whole  flight.Group[wholeKey, []object]
	scopes *scopeQueues
	// creations are those of clients.
	creations *creations
	// creating are the locks of creates by natural key.
	creating keyedLock
	holdings *holdings
	pacer    *pacer
	stats    *statistics
}

// New makes a client. client has the tenant's base URL set.
func New(client *resty.Client, tokens TokenSource, options Options) *Client {
	if options.MaxRetries == 0 {
		options.MaxRetries = defaultMaxRetries
	}
	if options.VerifyAfter == 0 {
		options.VerifyAfter = defaultVerifyAfter
	}
	if options.NewOwner == nil {
		options.NewOwner = cryptorand.Text
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Sleep == nil {
		options.Sleep = retry.Sleep
	}
	if options.Pause == nil {
		options.Pause = retry.Sleep
	}
	if options.Jitter == nil {
		options.Jitter = func(d time.Duration) time.Duration { return d + rand.N(d/4+1) } //nolint:gosec // spreads load, guards nothing
	}
	c := &Client{http: client, tokens: tokens, options: options, stats: &statistics{}, readers: map[string]*reader{}}
	c.pacer = newPacer(options, c.stats)
	for _, k := range []kind{resourceServerKind(), applicationKind(), clientGrantKind()} {
		c.readers[k.path] = newReader(c, k)
	}
	c.scopes = newScopeQueues(c)
	c.creations = newCreations()
	c.holdings = newHoldings()
	return c
}
