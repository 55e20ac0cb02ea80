package token

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// Fetcher fetches the tokens and the key set of one tenant, and caches both while
// they are valid. It is safe for concurrent use. Package fmt does not print the
// tokens.
type Fetcher struct {
	http   *resty.Client
	issuer string
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	random io.Reader

	tokenFlights flight.Group[requestKey, *Token]
	keyFlights   flight.Group[struct{}, keySet]
	// keyRefetch limits how often an unknown kid causes the key set to be fetched.
	keyRefetch *rate.Limiter

	mu     sync.Mutex
	tokens map[requestKey]*Token
	keys   *keySet
}

// Option replaces a part of a Fetcher, for tests.
type Option func(*Fetcher)

// WithSleep replaces the function that waits between two attempts.
func WithSleep(sleep func(context.Context, time.Duration) error) Option {
	return func(f *Fetcher) { f.sleep = sleep }
}

// NewFetcher returns a Fetcher for the tenant at the client's base URL. issuer is
// the tenant's "iss": usually the base URL with a slash at its end. A nil now means
// time.Now.
func NewFetcher(http *resty.Client, issuer string, now func() time.Time, options ...Option) *Fetcher {
	if now == nil {
		now = time.Now
	}
	f := &Fetcher{
		http: http, issuer: issuer, now: now, sleep: retry.Sleep, random: rand.Reader,
		keyRefetch: rate.NewLimiter(rate.Every(keyRefetchEvery), keyRefetchBurst),
		tokens:     make(map[requestKey]*Token),
	}
	for _, option := range options {
		option(f)
	}
	return f
}

// String names the tenant, and hides the cached tokens from fmt.
func (f *Fetcher) String() string { return "the tokens of " + f.issuer }

// GoString is String, for fmt's %#v.
func (f *Fetcher) GoString() string { return f.String() }

// Fetch returns a token for the request: the cached token if it has not expired,
// else a new one. Concurrent callers with equal requests share one request to the
// tenant. An error response of the tenant is an *Error.
func (f *Fetcher) Fetch(ctx context.Context, request Request) (*Token, error) {
	key := request.key()
	if token := f.cached(key); token != nil {
		return token, nil
	}
	return f.tokenFlights.Do(ctx, key, func(ctx context.Context) (*Token, error) {
		// Another call may have completed since the cache was read.
		if token := f.cached(key); token != nil {
			return token, nil
		}
		token, err := f.exchange(ctx, request)
		if err != nil {
			return nil, err
		}
		f.store(key, token)
		return token, nil
	})
}

// Forget removes the token of the request from the cache, if it is still this one,
// so that the next Fetch gets another token. It is for a token that an API refused
// although it has not expired.
func (f *Fetcher) Forget(request Request, accessToken string) {
	key := request.key()
	f.mu.Lock()
	defer f.mu.Unlock()
	if token := f.tokens[key]; token != nil && token.AccessToken == accessToken {
		delete(f.tokens, key)
	}
}

func (f *Fetcher) cached(key requestKey) *Token {
	f.mu.Lock()
	defer f.mu.Unlock()
	if token := f.tokens[key]; token != nil && token.usable(f.now()) {
		return token
	}
	return nil
}

func (f *Fetcher) store(key requestKey, token *Token) {
	now := f.now()
	f.mu.Lock()
	defer f.mu.Unlock()
	for other, old := range f.tokens {
		if !old.usable(now) {
			delete(f.tokens, other)
		}
	}
	if token.usable(now) {
		f.tokens[key] = token
	}
}
