package provider_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// Two real CLIs of one user on a free tenant: 2 requests a second, burst 2 (the service
// facts, chapter 7). Each runs up to three provider processes a step.
func TestAccLimits_ofTwoProcessesAtOnceNothingIsRefused(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t, mocktest.WithFaults(faults.Settings{RateLimit: &faults.RateLimit{Rate: 2, Burst: 2}}))
	cache := filepath.Join(t.TempDir(), "cache")
	clis := make([]*acctest.CLI, 2)
	for i := range clis {
		clis[i] = acctest.NewCLI(t, "XDG_CACHE_HOME="+cache)
		clis[i].Config(tenant.Config(fmt.Sprintf(`
resource "auth0api_resource_server" "test" {
  identifier = "urn:process%[1]d"
}
resource "auth0api_resource_server_scope" "test" {
  count                      = 2
  resource_server_identifier = auth0api_resource_server.test.identifier
  scope                      = "scope:${count.index}"
}
`, i)))
	}
	for _, step := range []func(*acctest.CLI){
		func(cli *acctest.CLI) { cli.Apply() },
		(*acctest.CLI).EmptyPlan,
		func(cli *acctest.CLI) { cli.Apply("-destroy") },
	} {
		var group sync.WaitGroup
		for _, cli := range clis {
			group.Go(func() { step(cli) })
		}
		group.Wait()
	}
	if n := countAll(tenant); n.refused > 0 {
		t.Errorf("%d of %d requests were refused", n.refused, n.all)
	}
}

// The token endpoint has a limit of its own: what its headers say does not slow the
// requests to the Management API, and its refusal is waited for by itself.
func TestTheLimitOfTheTokenEndpointIsItsOwn(t *testing.T) {
	t.Parallel()
	var tokens atomic.Int64
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(tenant http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/oauth/token" {
				tenant.ServeHTTP(w, r)
				return
			}
			w.Header().Set("X-RateLimit-Limit", "1")
			w.Header().Set("X-RateLimit-Remaining", "0")
			w.Header().Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(2*time.Minute).Unix(), 10))
			if tokens.Add(1) == 1 {
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusTooManyRequests)
				return
			}
			tenant.ServeHTTP(w, r)
		})
	}))
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:test", "name": "test"})
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(`
data "auth0api_resource_server" "test" { identifier = "urn:test" }
output "name" { value = data.auth0api_resource_server.test.name }
`))
	start := time.Now()
	cli.Apply()
	if n := tokens.Load(); n < 2 {
		t.Errorf("the token endpoint had %d requests, want the refused one and its repetition", n)
	}
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %s: the requests waited for the bucket of the token endpoint, which is full after 2 minutes", took)
	}
}
