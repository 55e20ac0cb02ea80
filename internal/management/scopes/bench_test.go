package scopes

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
)

// distantAPIs are APIs that answer a request after a while.
type distantAPIs struct {
	latency  time.Duration
	requests atomic.Int64
	mu       sync.Mutex
	scopes   map[string]json.RawMessage
}

func (d *distantAPIs) RoundTrip(r *http.Request) (*http.Response, error) {
	d.requests.Add(1)
	select {
	case <-time.After(d.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	_, identifier, _ := strings.Cut(r.URL.Path, "/resource-servers/")
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.Method == http.MethodPatch {
		var body struct{ Scopes json.RawMessage }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			return nil, err
		}
		d.scopes[identifier] = body.Scopes
	}
	scopes := d.scopes[identifier]
	if scopes == nil {
		scopes = json.RawMessage("[]")
	}
	return fake.JSON(200, fmt.Sprintf(`{"id":"id of %s","identifier":%q,"scopes":%s}`, identifier, identifier, scopes)), nil
}

// BenchmarkScopesOfTenAPIs puts 10 scopes into each of 10 APIs, as many at a
// time as Terraform's -parallelism. Alone, each scope would take a GET and a
// PATCH: 200 requests.
func BenchmarkScopesOfTenAPIs(b *testing.B) {
	for _, parallelism := range []int{1, 10, 50, 100} {
		b.Run(fmt.Sprintf("parallelism=%d", parallelism), func(b *testing.B) {
			apis := &distantAPIs{latency: time.Millisecond}
			for b.Loop() {
				apis.scopes = map[string]json.RawMessage{}
				client := over(apis.RoundTrip)
				var group errgroup.Group
				group.SetLimit(parallelism)
				for i := range 100 {
					group.Go(func() error {
						_, err := client.Update(b.Context(), fmt.Sprintf("urn:%d", i/10), Scope{Value: fmt.Sprintf("scope:%d", i%10)})
						return err
					})
				}
				if err := group.Wait(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(apis.requests.Load())/float64(b.N), "requests/op")
		})
	}
}
