// Command appointments is an API that takes tokens of one issuer: GET
// /appointments needs the scope read:appointments.
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
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

func main() {
	if err := run(context.Background(), os.Getenv("ISSUER"), os.Getenv("AUDIENCE"), os.Getenv("LISTEN")); err != nil {
		log.Fatal(err)
	}
}

// run serves the API at an address such as 127.0.0.1:3000. The issuer is as
// tokens name it, with its closing slash.
func run(ctx context.Context, issuer, audience, address string) error {
	cache, err := jwk.NewCache(ctx, httprc.NewClient())
	if err != nil {
		return fmt.Errorf("making a cache of keys: %w", err)
	}
	keys := &keySet{cache: cache, url: issuer + ".well-known/jwks.json"}
	if err := cache.Register(ctx, keys.url); err != nil {
		return fmt.Errorf("fetching the keys at %s: %w", keys.url, err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /appointments", func(w http.ResponseWriter, r *http.Request) {
		token, err := jwt.ParseHeader(r.Header, "Authorization",
			jwt.WithContext(r.Context()), jwt.WithKeyProvider(keys),
			jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithRequiredClaim(jwt.ExpirationKey))
		if err != nil {
			http.Error(w, "no valid token", http.StatusUnauthorized)
			return
		}
		var scope string
		if err := token.Get("scope", &scope); err != nil || !slices.Contains(strings.Fields(scope), "read:appointments") {
			http.Error(w, "insufficient scope", http.StatusForbidden)
			return
		}
		_, _ = fmt.Fprintln(w, "09:30 Dr. Ada")
	})
	server := &http.Server{Addr: address, Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

// keySet has the issuer's keys. It fetches them again if a token names an unknown
// key, since issuers rotate their keys. An API in production also limits how often
// it fetches them.
type keySet struct {
	cache *jwk.Cache
	url   string
}

// FetchKeys offers the key that a token names, for RS256 and nothing else.
func (k *keySet) FetchKeys(ctx context.Context, sink jws.KeySink, signature *jws.Signature, _ *jws.Message) error {
	header := signature.ProtectedHeaders()
	if algorithm, _ := header.Algorithm(); algorithm != jwa.RS256() {
		return fmt.Errorf("algorithm %q is not RS256", algorithm)
	}
	// jwx leaves extensions that must be understood to the application.
	if critical, _ := header.Critical(); len(critical) > 0 {
		return fmt.Errorf("unknown extensions %q", critical)
	}
	kid, _ := header.KeyID()
	for _, lookup := range []func(context.Context, string) (jwk.Set, error){k.cache.Lookup, k.cache.Refresh} {
		set, err := lookup(ctx, k.url)
		if err != nil {
			return err
		}
		if key, found := set.LookupKeyID(kid); found {
			sink.Key(jwa.RS256(), key)
			return nil
		}
	}
	return fmt.Errorf("unknown key %q", kid)
}
