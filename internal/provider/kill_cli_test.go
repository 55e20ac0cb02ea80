package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// moment calls do once, at the nth write: before the tenant makes it, or between
// that and the answer.
type moment struct {
	after bool

	mu     sync.Mutex
	writes int
	do     func()
}

func (m *moment) middleware(tenant http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var do func()
		if r.Method != http.MethodGet && strings.HasPrefix(r.URL.Path, "/api/v2/") {
			m.mu.Lock()
			if m.writes--; m.writes == 0 {
				do, m.do = m.do, nil
			}
			m.mu.Unlock()
		}
		if do != nil && !m.after {
			do()
		}
		if do != nil && m.after {
			defer do() // the answer is buffered until the handler ends
		}
		tenant.ServeHTTP(w, r)
	})
}

func (m *moment) at(write int, do func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.writes, m.do = write, do
}

// kill -9 of the CLI, or of the provider, at a random write of an apply. The
// next apply makes the rest: of what was made and not recorded, it adopts all
// but clients, whose names are not unique.
func TestAccKill_theNextApplyConverges(t *testing.T) {
	t.Parallel()
	const apis, scopes, clients, grants, writes = 3, 2, 2, 4, 11
	slots := make(chan struct{}, 2)
	for _, seed := range seeds(t, 6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			slots <- struct{}{}
			defer func() { <-slots }()
			random := rand.New(rand.NewPCG(seed, 0))
			when := &moment{after: random.IntN(2) == 0}
			tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
			cli := acctest.NewCLI(t)
			cli.Config(tenant.Config(landscape(apis, scopes, false, clients, grants)))
			started := make(chan *acctest.Process, 1)
			provider, write := seed%2 == 0, 1+random.IntN(writes)
			when.at(write, func() {
				process := <-started
				kill := process.Kill
				if provider {
					kill = process.KillProviders
				}
				if err := kill(); err != nil {
					t.Error(err)
				}
			})
			process := cli.Start("apply", "-auto-approve", "-no-color")
			started <- process
			code, output := process.Wait()
			if code == 0 {
				t.Errorf("the apply was not cut off (write %d, provider %v):\n%s", write, provider, output)
			}
			output = cli.Apply()
			orphans := unrecorded(t, tenant, cli)
			t.Logf("killed at write %d (provider: %v, after it: %v): %d clients are in no state", write, provider, when.after, len(orphans))
			for _, id := range orphans {
				tenant.Delete("clients", id)
			}
			cli.EmptyPlan()
			expectLandscape(t, tenant, apis, scopes, clients, grants)
			if t.Failed() {
				t.Log(output)
			}
		})
	}
}

// unrecorded are the IDs of clients that the tenant has and the state does not.
func unrecorded(t *testing.T, tenant *acctest.Tenant, cli *acctest.CLI) []string {
	t.Helper()
	state := cli.Must("show", "-json")
	var ids []string
	for _, client := range tenant.List("clients") {
		if id, _ := client["client_id"].(string); id != tenant.ClientID && !strings.Contains(state, id) {
			ids = append(ids, id)
		}
	}
	return ids
}
