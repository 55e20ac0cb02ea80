package tenants_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

// keyPool returns the same few keys again and again, as tests need no others.
type keyPool struct {
	mu    sync.Mutex
	pairs []keys.Pair
	next  int
}

var pool = sync.OnceValues(func() (*keyPool, error) {
	p := &keyPool{pairs: make([]keys.Pair, 4)}
	for i := range p.pairs {
		var err error
		if p.pairs[i], err = keys.Generate(rand.Reader); err != nil {
			return nil, err
		}
	}
	return p, nil
})

func (p *keyPool) Take(_ context.Context, n int) ([]keys.Pair, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := make([]keys.Pair, n)
	for i := range taken {
		taken[i] = p.pairs[p.next%len(p.pairs)]
		p.next++
	}
	return taken, nil
}

// clock is a clock that only a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// open returns a registry in memory, and changes its options first.
func open(tb testing.TB, change ...func(*tenants.Options)) *tenants.Registry {
	tb.Helper()
	source, err := pool()
	if err != nil {
		tb.Fatal(err)
	}
	options := tenants.Options{URL: "http://localhost:8080", Keys: source, Tenant: mockserver.Options{Control: true, Page: true}}
	for _, each := range change {
		each(&options)
	}
	registry, err := tenants.Open(tb.Context(), options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := registry.Close(); err != nil {
			tb.Error(err)
		}
	})
	return registry
}

func create(tb testing.TB, registry *tenants.Registry, request tenants.Request) *mockserver.Server {
	tb.Helper()
	server, _, err := registry.Create(tb.Context(), request)
	if err != nil {
		tb.Fatal(err)
	}
	return server
}

// answer is a response.
type answer struct {
	status int
	header http.Header
	body   string
}

// into decodes an answer with that status.
func (a answer) into(t *testing.T, status int, v any) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	if err := json.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v: %s", err, a.body)
	}
}

// ask sends "METHOD URL" to a registry, from this machine.
func ask(t *testing.T, registry http.Handler, request, body string, change ...func(*http.Request)) answer {
	t.Helper()
	method, url, _ := strings.Cut(request, " ")
	var payload io.Reader
	if body != "" {
		payload = bytes.NewBufferString(body)
	}
	req := httptest.NewRequestWithContext(t.Context(), method, url, payload)
	req.RemoteAddr = "127.0.0.1:40000"
	for _, each := range change {
		each(req)
	}
	w := httptest.NewRecorder()
	registry.ServeHTTP(w, req)
	return answer{w.Code, w.Header(), strings.TrimSpace(w.Body.String())}
}
