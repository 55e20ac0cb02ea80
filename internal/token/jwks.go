package token

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

const (
	jwksPath = "/.well-known/jwks.json"
	// jwksLifetime is how long a key set is used before it is fetched again. A
	// revoked key is trusted no longer than this.
	jwksLifetime = 10 * time.Minute
	// An unknown kid causes the key set to be fetched again, at most this often.
	keyRefetchEvery = 10 * time.Second
	keyRefetchBurst = 5
)

// keySet is the tenant's key set, and when it was fetched.
type keySet struct {
	set     jose.JSONWebKeySet
	text    []byte
	fetched time.Time
}

// JWKS returns the tenant's published keys. They are fetched from the tenant
// itself, never from a URL in a token, and cached for ten minutes.
func (f *Fetcher) JWKS(ctx context.Context) (jose.JSONWebKeySet, error) {
	f.mu.Lock()
	keys := f.keys
	f.mu.Unlock()
	if keys != nil && f.now().Before(keys.fetched.Add(jwksLifetime)) {
		return keys.set, nil
	}
	fetched, err := f.fetchJWKS(ctx)
	return fetched.set, err
}

// PublishedJWKS fetches the key set (RFC 7517, section 5), past the cache. The
// request needs no token. Concurrent callers share it.
func (f *Fetcher) PublishedJWKS(ctx context.Context) ([]byte, error) {
	fetched, err := f.fetchJWKS(ctx)
	return fetched.text, err
}

// signingKeys finds the keys of a kid. If the cached key set does not have the kid,
// it is fetched again, once: the tenant may have rotated its keys.
func (f *Fetcher) signingKeys(ctx context.Context, kid string) ([]any, error) {
	set, err := f.JWKS(ctx)
	if err != nil {
		return nil, err
	}
	found, err := verify.JWKS(set).Keys(ctx, kid)
	if err != nil || len(found) > 0 || kid == "" || !f.keyRefetch.AllowN(f.now(), 1) {
		return found, err
	}
	fetched, err := f.fetchJWKS(ctx)
	if err != nil {
		return nil, err
	}
	return verify.JWKS(fetched.set).Keys(ctx, kid)
}

func (f *Fetcher) fetchJWKS(ctx context.Context) (keySet, error) {
	fetched, err := f.keyFlights.Do(ctx, struct{}{}, f.downloadJWKS)
	if err != nil {
		return keySet{}, fmt.Errorf("fetching the tenant's keys from %s: %w", jwksPath, err)
	}
	return fetched, nil
}

func (f *Fetcher) downloadJWKS(ctx context.Context) (keySet, error) {
	fetched := f.now()
	build := func() (*resty.Request, error) {
		return f.http.R().SetHeader("Accept", "application/json"), nil
	}
	response, err := f.send(ctx, build, http.MethodGet, jwksPath)
	if err != nil {
		return keySet{}, err
	}
	if response.StatusCode() != http.StatusOK {
		return keySet{}, fmt.Errorf("the tenant answered %d %s", response.StatusCode(), http.StatusText(response.StatusCode()))
	}
	keys := keySet{text: response.Body(), fetched: fetched}
	if err := json.Unmarshal(keys.text, &keys.set); err != nil {
		return keySet{}, fmt.Errorf("the response is not a key set (RFC 7517, section 5): %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.keys = &keys
	return keys, nil
}
