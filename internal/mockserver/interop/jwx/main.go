// Command jwx is a resource server with github.com/lestrrat-go/jwx, which the mock tenant
// itself does not use. It is a separate module, so that the provider does not depend on
// jwx.
//
// Like ../node/serve.mjs it reads the tenant's URL and the APIs from the environment,
// writes its address to the standard output, and ends when the standard input ends.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
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

// api is an API to protect, at a path.
type api struct {
	Path      string `json:"path"`
	Audience  string `json:"audience"`
	Algorithm string `json:"algorithm"`
	Secret    string `json:"secret"` // for HS256
	Scope     string `json:"scope"`
	RFC9068   bool   `json:"rfc9068"` // accept only typ at+jwt
}

// provider is the tenant's discovery document.
type provider struct {
	Issuer string `json:"issuer"`
	KeySet string `json:"jwks_uri"`
	cache  *jwk.Cache
}

func main() {
	if err := run(context.Background(), os.Getenv("TENANT_URL"), []byte(os.Getenv("APIS")), os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, tenant string, list []byte, stdin io.Reader, stdout io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var apis []api
	if err := json.Unmarshal(list, &apis); err != nil {
		return fmt.Errorf("reading APIS: %w", err)
	}
	p, err := discover(ctx, tenant)
	if err != nil {
		return fmt.Errorf("discovering %s: %w", tenant, err)
	}
	mux := http.NewServeMux()
	for _, each := range apis {
		mux.HandleFunc("GET "+each.Path, protect(p, each))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		_ = server.Close()
	}()
	fmt.Fprintf(stdout, "http://%s\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func discover(ctx context.Context, tenant string) (*provider, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, tenant+".well-known/openid-configuration", nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	p := &provider{}
	if err := json.NewDecoder(res.Body).Decode(p); err != nil {
		return nil, err
	}
	if p.cache, err = jwk.NewCache(ctx, httprc.NewClient()); err != nil {
		return nil, err
	}
	return p, p.cache.Register(ctx, p.KeySet)
}

func protect(p *provider, a api) http.HandlerFunc {
	answer := func(w http.ResponseWriter, status int, name, text string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]string{name: text})
	}
	return func(w http.ResponseWriter, r *http.Request) {
		token, err := jwt.ParseHeader(r.Header, "Authorization",
			jwt.WithContext(r.Context()), jwt.WithKeyProvider(p.keysFor(a)),
			jwt.WithIssuer(p.Issuer), jwt.WithAudience(a.Audience), jwt.WithRequiredClaim(jwt.ExpirationKey))
		if err != nil {
			answer(w, http.StatusUnauthorized, "error", err.Error())
			return
		}
		var scope string
		if err := token.Get("scope", &scope); err != nil || !slices.Contains(strings.Fields(scope), a.Scope) {
			answer(w, http.StatusForbidden, "error", "insufficient scope")
			return
		}
		subject, _ := token.Subject()
		answer(w, http.StatusOK, "sub", subject)
	}
}

// keysFor returns the API's key, only for the API's algorithm.
func (p *provider) keysFor(a api) jws.KeyProvider {
	return jws.KeyProviderFunc(func(ctx context.Context, sink jws.KeySink, signature *jws.Signature, _ *jws.Message) error {
		algorithm, known := jwa.LookupSignatureAlgorithm(a.Algorithm)
		header := signature.ProtectedHeaders()
		named, _ := header.Algorithm()
		critical, _ := header.Critical()
		kind, _ := header.Type()
		switch {
		case !known:
			return fmt.Errorf("unknown algorithm %q", a.Algorithm)
		case named != algorithm: // also if it is missing, which jwx accepts
			return fmt.Errorf("algorithm %q is not %s", named, algorithm)
		case len(critical) > 0: // jwx does not check it
			return fmt.Errorf("critical extensions %q", critical)
		case a.RFC9068 && kind != "at+jwt":
			return fmt.Errorf("type %q is not at+jwt", kind)
		case a.Secret != "":
			sink.Key(algorithm, []byte(a.Secret))
			return nil
		}
		kid, _ := header.KeyID()
		key, err := p.key(ctx, kid)
		if err != nil {
			return err
		}
		sink.Key(algorithm, key)
		return nil
	})
}

// key finds a key in the cached key set. For an unknown id it fetches the key set again:
// the tenant may have rotated its keys. It does so without a limit, because this is a test.
func (p *provider) key(ctx context.Context, kid string) (jwk.Key, error) {
	for _, lookup := range []func(context.Context, string) (jwk.Set, error){p.cache.Lookup, p.cache.Refresh} {
		set, err := lookup(ctx, p.KeySet)
		if err != nil {
			return nil, err
		}
		if key, found := set.LookupKeyID(kid); found {
			return key, nil
		}
	}
	return nil, fmt.Errorf("unknown key %q", kid)
}
