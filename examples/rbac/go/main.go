// Command orders is an API that takes tokens of one issuer: GET /orders needs the scope
// read:orders, and POST /orders the scope write:orders.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/lestrrat-go/httprc/v3"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	if err := run(context.Background(), os.Getenv("ISSUER"), os.Getenv("AUDIENCE"), os.Getenv("LISTEN")); err != nil {
		log.Fatal(err)
	}
}

// run serves the API at an address such as 127.0.0.1:3000. The issuer is as tokens name
// it, with its closing slash.
func run(ctx context.Context, issuer, audience, address string) error {
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		return fmt.Errorf("making a cache of keys: %w", err)
	}
	url := issuer + ".well-known/jwks.json"
	if err := cache.Register(ctx, url); err != nil {
		return fmt.Errorf("fetching the keys at %s: %w", url, err)
	}
	keys, err := cache.CachedSet(url)
	if err != nil {
		return fmt.Errorf("reading the keys of %s: %w", url, err)
	}
	// needs serves an endpoint whose callers need a scope.
	needs := func(scope, answer string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			token, err := jwt.ParseHeader(r.Header, "Authorization", jwt.WithContext(r.Context()), jwt.WithKeySet(keys),
				jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithRequiredClaim(jwt.ExpirationKey))
			if err != nil {
				http.Error(w, "no valid token", http.StatusUnauthorized)
				return
			}
			var granted string
			if err := token.Get("scope", &granted); err != nil || !slices.Contains(strings.Fields(granted), scope) {
				http.Error(w, "insufficient scope", http.StatusForbidden)
				return
			}
			_, _ = fmt.Fprintln(w, answer)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /orders", needs("read:orders", "1 espresso"))
	mux.HandleFunc("POST /orders", needs("write:orders", "Ordered."))
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}
