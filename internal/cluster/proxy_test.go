package cluster

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A balancer passes each request to the next replica, as a load balancer without affinity
// does. A replica that accepts no connection is skipped; a request that a replica was lost
// with is answered with 502, because the balancer cannot know whether it was served.
type balancer struct {
	URL string

	mu       sync.Mutex
	backends []string // host:port
	turn     atomic.Uint64
	served   sync.Map // host:port → *atomic.Int64

	// writes counts the writes of the Management API; each function of at is called once, in
	// a goroutine, when so many have arrived.
	writes atomic.Int64
	at     map[int64]func()
}

func newBalancer(tb testing.TB) *balancer {
	tb.Helper()
	b := &balancer{}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: "replica"})
			r.Out.Host = r.In.Host
		},
		Transport: b,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) {
			w.WriteHeader(http.StatusBadGateway)
		},
	}
	front := httptest.NewServer(proxy)
	tb.Cleanup(front.Close)
	b.URL = front.URL
	return b
}

// use replaces the replicas.
func (b *balancer) use(addresses ...string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.backends = addresses
}

// RoundTrip implements http.RoundTripper.
func (b *balancer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/api/v2/") {
		if do := b.at[b.writes.Add(1)]; do != nil {
			go do()
		}
	}
	b.mu.Lock()
	backends := b.backends
	b.mu.Unlock()
	first := b.turn.Add(1)
	var refused error
	for i := range backends {
		address := backends[(first+uint64(i))%uint64(len(backends))]
		out := r.Clone(r.Context())
		out.URL.Host = address
		res, err := http.DefaultTransport.RoundTrip(out)
		if refusedConnection(err) {
			refused = err
			continue
		}
		if err == nil {
			count, _ := b.served.LoadOrStore(address, new(atomic.Int64))
			count.(*atomic.Int64).Add(1)
		}
		return res, err
	}
	return nil, errors.Join(errors.New("no replica accepts connections"), refused)
}

// refusedConnection reports whether no byte of the request was sent.
func refusedConnection(err error) bool {
	var failed *net.OpError
	return errors.As(err, &failed) && failed.Op == "dial"
}

// shares returns how many requests each replica answered.
func (b *balancer) shares() map[string]int64 {
	shares := map[string]int64{}
	b.served.Range(func(address, count any) bool {
		shares[address.(string)] = count.(*atomic.Int64).Load()
		return true
	})
	return shares
}
