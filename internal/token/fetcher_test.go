package token_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

func mustFetch(t *testing.T, f *token.Fetcher, r token.Request) *token.Token {
	t.Helper()
	got, err := f.Fetch(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFetchSendsAForm(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name          string
		request       token.Request
		want          url.Values
		authorization string
	}{
		{"secret in the body", request("b", "a", "b"), url.Values{"grant_type": {"client_credentials"}, "audience": {audience}, "client_id": {"reader"}, "client_secret": {secret}, "scope": {"a b"}}, ""},
		{"no scope asked", request(), url.Values{"grant_type": {"client_credentials"}, "audience": {audience}, "client_id": {"reader"}, "client_secret": {secret}}, ""},
		{"secret in the header", func() token.Request { r := request(); r.BasicAuth = true; return r }(), url.Values{"grant_type": {"client_credentials"}, "audience": {audience}},
			"Basic " + base64.StdEncoding.EncodeToString([]byte("reader:client-s3cr3t%2B%2F+%26"))},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			got := mustFetch(t, fetcher, test.request)
			if got.AccessToken != "token-1" || got.TokenType != "Bearer" || got.ExpiresIn != 3600 || got.Scope != "read:appointments" || !got.ExpiresAt.Equal(tenant.Now().Add(time.Hour)) {
				t.Errorf("token %+v", *got)
			}
			if tenant.forms[0].Encode() != test.want.Encode() {
				t.Errorf("form %q\nwant %q", tenant.forms[0].Encode(), test.want.Encode())
			}
			if got := tenant.headers[0].Get("Authorization"); got != test.authorization {
				t.Errorf("Authorization %q, want %q", got, test.authorization)
			}
		})
	}
}

func TestFetchReusesATokenUntilShortlyBeforeItExpires(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name      string
		expiresIn int
		after     time.Duration
		requests  int
	}{
		{"a day: still good a minute and a second before", 86400, 24*time.Hour - 61*time.Second, 1},
		{"a day: replaced a minute before", 86400, 24*time.Hour - 60*time.Second, 2},
		{"100 seconds: still good at 89", 100, 89 * time.Second, 1},
		{"100 seconds: replaced at 90", 100, 90 * time.Second, 2},
		{"a lifetime of 0: not kept", 0, 0, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) { answer(w, "x", test.expiresIn) }
			mustFetch(t, fetcher, request())
			tenant.Advance(test.after)
			mustFetch(t, fetcher, request())
			if got := tenant.tokenRequests(); got != test.requests {
				t.Errorf("%d requests, want %d", got, test.requests)
			}
		})
	}
}

// RFC 6749, section 5.1: expires_in is recommended, and may be left out.
func TestATokenWithoutExpiresInIsKept(t *testing.T) {
	t.Parallel()
	jwt := func(claims object) func(time.Time) string {
		return func(now time.Time) string {
			signed := object{"iss": issuer}
			for name, after := range claims {
				signed[name] = now.Unix() + int64(after.(int))
			}
			return forge.Sign("RS256", firstKey(), object{"alg": "RS256", "typ": "JWT"}, signed)
		}
	}
	for name, test := range map[string]struct {
		token     func(now time.Time) string
		good, bad time.Duration
		expiresIn int64
	}{
		"its own exp and iat": {jwt(object{"iat": 0, "exp": 3600}), 59*time.Minute - time.Second, time.Second, 3600},
		// The lifetime counts, since the tenant's clock is another one.
		"a clock that is an hour ahead": {jwt(object{"iat": 3600, "exp": 7200}), 59*time.Minute - time.Second, time.Second, 3600},
		"its own exp alone":             {jwt(object{"exp": 600}), 9*time.Minute - time.Second, time.Second, 600},
		"opaque: for five minutes":      {func(time.Time) string { return "opaque" }, 5*time.Minute - time.Second, time.Second, 0},
		"no exp: for five minutes":      {jwt(object{"iat": 0}), 5*time.Minute - time.Second, time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant, fetcher := start(t)
			tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) {
				writeJSON(w, http.StatusOK, object{"access_token": test.token(tenant.Now()), "token_type": "Bearer"})
			}
			got := mustFetch(t, fetcher, request())
			if got.ExpiresIn != test.expiresIn || got.ExpiresAt.IsZero() != (test.expiresIn == 0) {
				t.Errorf("expires in %d seconds at %s, want in %d", got.ExpiresIn, got.ExpiresAt, test.expiresIn)
			}
			for _, step := range []struct {
				pause    time.Duration
				requests int
			}{{test.good, 1}, {test.bad, 2}} {
				tenant.Advance(step.pause)
				mustFetch(t, fetcher, request())
				if requests := tenant.tokenRequests(); requests != step.requests {
					t.Errorf("%d requests after another %s, want %d", requests, step.pause, step.requests)
				}
			}
		})
	}
}

func TestATokenWithoutLifeLeftIsNotKept(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	tenant.token = func(_ int, _ url.Values, w http.ResponseWriter) {
		expired := forge.Sign("RS256", firstKey(), object{"alg": "RS256"}, object{"exp": tenant.Now().Unix() - 1})
		writeJSON(w, http.StatusOK, object{"access_token": expired, "token_type": "Bearer"})
	}
	mustFetch(t, fetcher, request())
	mustFetch(t, fetcher, request())
	if got := tenant.tokenRequests(); got != 2 {
		t.Errorf("%d requests, want 2", got)
	}
}

func TestFetchKeepsDifferentRequestsApart(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	change := func(change func(*token.Request)) token.Request { r := request("a", "b"); change(&r); return r }
	different := []token.Request{
		request("a", "b"), request("ab"), request(),
		change(func(r *token.Request) { r.ClientID = "writer" }),
		change(func(r *token.Request) { r.ClientSecret = "other" }),
		change(func(r *token.Request) { r.Audience = "other" }),
		change(func(r *token.Request) { r.BasicAuth = true }),
		change(func(r *token.Request) { r.Assertion = assertionKey(t, "RS256") }),
		change(func(r *token.Request) { r.Assertion = assertionKey(t, "PS256") }),
	}
	for _, r := range different {
		mustFetch(t, fetcher, r)
	}
	if got := tenant.tokenRequests(); got != len(different) {
		t.Errorf("%d requests, want %d", got, len(different))
	}
	mustFetch(t, fetcher, request("b", "a", "b"))
	if got := tenant.tokenRequests(); got != len(different) {
		t.Error("the order of the scopes made it another request")
	}
}

func TestForgetDropsOnlyTheTokenThatWasRefused(t *testing.T) {
	t.Parallel()
	tenant, fetcher := start(t)
	source := fetcher.Source(request())
	first, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source.Invalidate("another token")
	if again, err := source.Token(t.Context()); err != nil || again != first || tenant.tokenRequests() != 1 {
		t.Errorf("token %q, error %v after %d requests: the good token was dropped", again, err, tenant.tokenRequests())
	}
	source.Invalidate(first)
	if second, err := source.Token(t.Context()); err != nil || second == first {
		t.Errorf("token %q, error %v: the refused token came again", second, err)
	}
}

func TestStaticSourceKeepsItsToken(t *testing.T) {
	t.Parallel()
	source := token.Static("fixed")
	source.Invalidate("fixed")
	if got, err := source.Token(t.Context()); got != "fixed" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// blocking is a transport that answers when the test releases it, and records what
// became of its requests.
type blocking struct {
	release   chan struct{}
	mu        sync.Mutex
	sent      int
	cancelled int
}

func (b *blocking) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.sent++
	b.mu.Unlock()
	select {
	case <-b.release:
	case <-r.Context().Done():
		b.mu.Lock()
		b.cancelled++
		b.mu.Unlock()
		return nil, r.Context().Err()
	}
	recorder := newRecorder()
	answer(recorder, "shared", 3600)
	return recorder.Result(), nil
}

func TestConcurrentFetchesShareOneRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &blocking{release: make(chan struct{})}
		fetcher := token.NewFetcher(resty.New().SetBaseURL("https://tenant.example").SetTransport(transport), issuer, nil)
		impatient, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		errs := make([]error, 10)
		for i := range errs {
			wait.Go(func() {
				ctx := t.Context()
				if i == 0 {
					ctx = impatient
				}
				_, errs[i] = fetcher.Fetch(ctx, request())
			})
			synctest.Wait() // so that the one who gives up is the one who began
		}
		cancel()
		synctest.Wait()
		close(transport.release)
		wait.Wait()
		for i, err := range errs {
			if i == 0 && !errors.Is(err, context.Canceled) {
				t.Errorf("the caller who gave up got %v", err)
			}
			if i > 0 && err != nil {
				t.Errorf("caller %d got %v: one caller's cancellation reached another", i, err)
			}
		}
		if transport.sent != 1 {
			t.Errorf("%d requests, want 1", transport.sent)
		}
	})
}

func TestRequestThatNobodyWaitsForIsCancelled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		transport := &blocking{release: make(chan struct{})}
		fetcher := token.NewFetcher(resty.New().SetBaseURL("https://tenant.example").SetTransport(transport), issuer, nil)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { _, err := fetcher.Fetch(ctx, request()); done <- err }()
		synctest.Wait()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want the context's", err)
		}
		synctest.Wait()
		if transport.cancelled != 1 {
			t.Error("the request goes on though nobody waits for it")
		}
		close(transport.release)
		if _, err := fetcher.Fetch(t.Context(), request()); err != nil {
			t.Errorf("the next caller got %v: it joined the cancelled request", err)
		}
	})
}
