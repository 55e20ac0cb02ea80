package token_test

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/token"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify/forge"
)

const (
	issuer   = "https://tenant.example/"
	audience = "https://api.example/appointments"
	secret   = "client-s3cr3t+/ &"
	shared   = "sixteen-letters!"
)

// The keys are made once for all tests of the package: making one is slow.
var (
	firstKey  = sync.OnceValue(forge.NewKey)
	secondKey = sync.OnceValue(forge.NewKey)
)

// clock is a clock that tests move. Sleeping moves it too.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slept = append(c.slept, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

func (c *clock) Slept() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.slept
}

// tenant answers with what a test puts into it, and counts.
type tenant struct {
	*clock
	mu       sync.Mutex
	requests map[string]int
	forms    []url.Values
	headers  []http.Header

	// token answers the nth token request, from 1.
	token func(n int, form url.Values, w http.ResponseWriter)
	// keys answers the nth request for the keys, from 1.
	keys func(n int, w http.ResponseWriter)
}

func (t *tenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	t.mu.Lock()
	t.requests[r.URL.Path]++
	n := t.requests[r.URL.Path]
	if r.Method == http.MethodPost {
		t.forms, t.headers = append(t.forms, r.PostForm), append(t.headers, r.Header.Clone())
	}
	t.mu.Unlock()
	switch r.Method + " " + r.URL.Path {
	case "POST /oauth/token":
		t.token(n, r.PostForm, w)
	case "GET /.well-known/jwks.json":
		t.keys(n, w)
	default:
		http.NotFound(w, r)
	}
}

func (t *tenant) count(path string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.requests[path]
}

func (t *tenant) tokenRequests() int { return t.count("/oauth/token") }
func (t *tenant) keyRequests() int   { return t.count("/.well-known/jwks.json") }

// start serves the tenant: by default it issues numbered opaque tokens that
// live for an hour, and publishes the first key.
func start(tb testing.TB) (*tenant, *token.Fetcher) {
	tb.Helper()
	t := &tenant{clock: newClock(), requests: map[string]int{}}
	t.token = func(n int, _ url.Values, w http.ResponseWriter) { answer(w, fmt.Sprintf("token-%d", n), 3600) }
	t.keys = func(_ int, w http.ResponseWriter) { publish(w, map[string]*rsa.PrivateKey{"first": firstKey()}) }
	server := httptest.NewServer(t)
	tb.Cleanup(server.Close)
	client := resty.New().SetBaseURL(server.URL)
	return t, token.NewFetcher(client, issuer, t.Now, token.WithSleep(t.Sleep))
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func answer(w http.ResponseWriter, accessToken string, expiresIn int) {
	writeJSON(w, http.StatusOK, map[string]any{"access_token": accessToken, "token_type": "Bearer", "expires_in": expiresIn, "scope": "read:appointments"})
}

func publish(w http.ResponseWriter, keys map[string]*rsa.PrivateKey) {
	var set jose.JSONWebKeySet
	for kid, key := range keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: key.Public(), KeyID: kid, Use: "sig", Algorithm: "RS256"})
	}
	writeJSON(w, http.StatusOK, set)
}

func request(scopes ...string) token.Request {
	return token.Request{Credentials: token.Credentials{ClientID: "reader", ClientSecret: secret}, Audience: audience, Scopes: scopes}
}

type object = map[string]any

func (t *tenant) claims(scope string) object {
	now := t.Now()
	return object{"iss": issuer, "aud": audience, "sub": "reader@clients", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "scope": scope}
}

func signRS256(kid string, key *rsa.PrivateKey, claims object) string {
	return forge.Sign("RS256", key, object{"alg": "RS256", "typ": "JWT", "kid": kid}, claims)
}

func signHS256(claims object) string {
	return forge.Sign("HS256", []byte(shared), object{"alg": "HS256", "typ": "JWT"}, claims)
}
