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

// Fetcher fetches the tokens and the key set of one tenant, and keeps both for
// as long as they are good. It may be used by many goroutines. It does not
// print.
type Fetcher struct {
	http   *resty.Client
	issuer string
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	random io.Reader

	tokenFlights flight.Group[requestKey, *Token]
	keyFlights   flight.Group[struct{}, keySet]
	// keyRefetch bounds how often unknown kids make the key set be fetched.
	keyRefetch *rate.Limiter

	mu     sync.Mutex
	tokens map[requestKey]*Token
	keys   *keySet
}

// Option changes a Fetcher from what a process needs to what a test needs.
type Option func(*Fetcher)

// WithSleep replaces the wait between two attempts.
func WithSleep(sleep func(context.Context, time.Duration) error) Option {
	return func(f *Fetcher) { f.sleep = sleep }
}

// WithRandom replaces the source of the ids of assertions. It must be safe for
// use by many goroutines.
func WithRandom(random io.Reader) Option {
	return func(f *Fetcher) { f.random = random }
}

// NewFetcher makes a Fetcher for the tenant at the client's base URL. issuer is
// the tenant's "iss": the base URL with a slash at its end, as a rule. A nil now
// is time.Now.
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

// String names the tenant; the tokens at hand do not print.
func (f *Fetcher) String() string { return "the tokens of " + f.issuer }

// GoString is String, for fmt's %#v.
func (f *Fetcher) GoString() string { return f.String() }

// Fetch returns a token for the request: the one at hand if it has life left,
// or else a new one. Callers who ask for the same at the same time share one
// request. A refusal of the tenant is an *Error.
func (f *Fetcher) Fetch(ctx context.Context, request Request) (*Token, error) {
	key := request.key()
	if token := f.cached(key); token != nil {
		return token, nil
	}
	return f.tokenFlights.Do(ctx, key, func(ctx context.Context) (*Token, error) {
		// Another flight may have landed between the look and the take-off.
		if token := f.cached(key); token != nil {
			return token, nil
		}
		token, err := f.exchange(ctx, request)
		if err != nil {
			return nil, err
		}
		f.keep(key, token)
		return token, nil
	})
}

// Forget drops the cached token of the request, if it is still this one, so
// that the next Fetch gets another. It is for a token that was refused before
// its time.
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

func (f *Fetcher) keep(key requestKey, token *Token) {
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
