package provider_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
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

// apply runs an apply, and do with its process at the nth write.
func (m *moment) apply(cli *acctest.CLI, write int, do func(*acctest.Process), args ...string) (code int, output string) {
	started := make(chan *acctest.Process, 1)
	m.at(write, func() { do(<-started) })
	process := cli.Start(append([]string{"apply", "-auto-approve", "-no-color"}, args...)...)
	started <- process
	return process.Wait()
}

// kill -9 of the CLI, or of the provider, at a random write of an apply. The
// next apply makes the rest, and takes over what the journal says that the killed
// one was making.
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
			provider, write := seed%2 == 0, 1+random.IntN(writes)
			code, output := when.apply(cli, write, func(process *acctest.Process) {
				kill := process.Kill
				if provider {
					kill = process.KillProviders
				}
				if err := kill(); err != nil {
					t.Error(err)
				}
			})
			if code == 0 {
				t.Errorf("the apply was not cut off (write %d, provider %v):\n%s", write, provider, output)
			}
			torn := cli.RestoreTornState()
			output = cli.Apply()
			t.Logf("killed at write %d (provider: %v, after it: %v, the state was torn: %v)", write, provider, when.after, torn)
			cli.EmptyPlan()
			expectLandscape(t, tenant, apis, scopes, clients, grants)
			expectStatesHeld(t, tenant, cli)
			if t.Failed() {
				t.Log(output)
			}
		})
	}
}

// Also where nothing is refreshed, what the state holds is not taken over for
// another client of the same name and settings.
func TestAccKill_whatTheStateHoldsIsNotTakenOver(t *testing.T) {
	t.Parallel()
	when := &moment{}
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(when.middleware))
	cli := acctest.NewCLI(t)
	cli.Config(tenant.Config(`
resource "auth0api_client" "first" { name = "client" }

resource "auth0api_client" "second" {
  name       = "client"
  depends_on = [auth0api_client.first]
}
`))
	code, output := when.apply(cli, 2, func(process *acctest.Process) {
		if err := process.KillProviders(); err != nil {
			t.Error(err)
		}
	})
	if code == 0 {
		t.Errorf("the apply was not cut off:\n%s", output)
	}
	cli.Apply("-refresh=false")
	cli.EmptyPlan()
	keys := naturalKeys(tenant)
	if got := len(slices.DeleteFunc(keys, func(key string) bool { return key != "client client" })); got != 2 {
		t.Errorf("the tenant has %d clients, want one for each resource: %v", got, naturalKeys(tenant))
	}
	expectStatesHeld(t, tenant, cli)
	if got := strings.TrimSpace(cli.Console("auth0api_client.first.id == auth0api_client.second.id")); got != "false" {
		t.Errorf("whether both resources have one client: %s", got)
	}
}
