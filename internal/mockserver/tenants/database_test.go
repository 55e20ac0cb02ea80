package tenants_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
	"github.com/auth0api/terraform-provider-auth0api/internal/postgrestest"
)

var databases postgrestest.Shared

func TestMain(m *testing.M) { os.Exit(databases.Main(m)) }

// openOn returns a registry on a database.
func openOn(tb testing.TB, url string, change ...func(*tenants.Options)) *tenants.Registry {
	tb.Helper()
	return open(tb, append([]func(*tenants.Options){func(o *tenants.Options) { o.Data = url }}, change...)...)
}

// openReplicas returns two registries on a new database.
func openReplicas(t *testing.T, change ...func(*tenants.Options)) (a, b *tenants.Registry, url string) {
	t.Helper()
	url = databases.URL(t)
	return openOn(t, url, change...), openOn(t, url, change...), url
}

// wantStatus checks the status of a tenant's key set.
func wantStatus(t *testing.T, registry *tenants.Registry, name string, want int) answer {
	t.Helper()
	a := ask(t, registry, "GET http://"+name+".localhost:8080/.well-known/jwks.json", "")
	if a.status != want {
		t.Errorf("%s: %d %s, want %d", name, a.status, a.body, want)
	}
	return a
}

// wantNothing checks that a deleted tenant has no rows in any table, after a sweep.
func wantNothing(t *testing.T, registry *tenants.Registry, url, tenant string) {
	t.Helper()
	if err := registry.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var n int
	if err := conn.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM tenants WHERE name = $1) + (SELECT count(*) FROM rows WHERE tenant = $1)
		+ (SELECT count(*) FROM writers WHERE tenant = $1) + (SELECT count(*) FROM transient WHERE tenant = $1)
		+ (SELECT count(*) FROM catalog WHERE tenant = $1)`, tenant).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d rows of %s remain (%v)", n, tenant, err)
	}
}

// made is a tenant as the API answers it.
type made struct {
	Issuer   string
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret"`
}

// Whatever one registry does with a tenant, the other one has done it too.
func TestRegistriesOnADatabaseHaveTheSameTenants(t *testing.T) {
	t.Parallel()
	a, b, url := openReplicas(t)
	const api = "http://localhost:8080/_mock/tenants"
	var main, same, again made
	ask(t, a, "POST "+api, `{"name": "main", "seed": {"resource_servers": [{"identifier": "urn:seeded"}]}}`).into(t, http.StatusCreated, &main)
	ask(t, b, "GET "+api+"/main", "").into(t, http.StatusOK, &same)
	if main != same || main.Secret == "" {
		t.Errorf("%+v at the one, %+v at the other", main, same)
	}
	if first, second := wantStatus(t, a, "main", http.StatusOK), wantStatus(t, b, "main", http.StatusOK); first.body != second.body {
		t.Errorf("keys\n%s\n%s", first.body, second.body)
	}
	if a := ask(t, b, "POST "+api, `{"name": "main"}`); a.status != http.StatusConflict {
		t.Errorf("the same name: %d %s", a.status, a.body)
	}

	// A token of the one is good at the other, which sees the objects of the one.
	token := func(at *tenants.Registry, secret string) answer {
		body, isForm := form("grant_type", "client_credentials", "client_id", main.ClientID, "client_secret", secret, "audience", main.Issuer+"api/v2/")
		return ask(t, at, "POST "+main.Issuer+"oauth/token", body, isForm)
	}
	var issued struct {
		Access string `json:"access_token"`
	}
	token(a, main.Secret).into(t, http.StatusOK, &issued)
	if a := ask(t, b, "POST "+main.Issuer+"api/v2/resource-servers", `{"identifier": "urn:new"}`, bearer(issued.Access), isJSON); a.status != http.StatusCreated {
		t.Errorf("%d %s", a.status, a.body)
	}
	ask(t, b, "POST "+api, `{"name": "copy", "from": "main"}`).into(t, http.StatusCreated, &again)
	for _, at := range []*tenants.Registry{a, b} {
		for _, name := range []string{"main", "copy"} {
			server, err := at.Tenant(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			for _, identifier := range []string{"urn:seeded", "urn:new"} {
				if err := server.Admin(t.Context(), http.MethodGet, "/resource-servers/"+identifier, nil, nil); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
		if infos, err := at.List(t.Context()); err != nil || len(infos) != 2 || infos[0].Name != "copy" || infos[1].Name != "main" || at.Len() != 2 {
			t.Errorf("%+v %v", infos, err)
		}
	}

	// A deleted tenant is unknown at both, and so is its successor's predecessor.
	if err := b.Delete(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, a, "main", http.StatusNotFound)
	if err := a.Delete(t.Context(), "main"); !errors.Is(err, tenants.ErrUnknown) {
		t.Errorf("deleting it again: %v", err)
	}
	wantNothing(t, b, url, "main")
	wantStatus(t, a, "copy", http.StatusOK)
	if err := b.Delete(t.Context(), "copy"); err != nil {
		t.Fatal(err)
	}
	ask(t, b, "POST "+api, `{"name": "copy"}`).into(t, http.StatusCreated, &again)
	ask(t, a, "GET "+api+"/copy", "").into(t, http.StatusOK, &same)
	if same != again {
		t.Errorf("the tenant of the same name is %+v at the one, %+v at the other", again, same)
	}
	if first, second := wantStatus(t, a, "copy", http.StatusOK), wantStatus(t, b, "copy", http.StatusOK); first.body != second.body {
		t.Errorf("its keys\n%s\n%s", first.body, second.body)
	}
}

func isJSON(r *http.Request) { r.Header.Set("Content-Type", "application/json") }

// A gate is a source of keys that waits.
type gate struct{ entered, proceed chan struct{} }

func (g gate) Take(ctx context.Context, n int) ([]keys.Pair, error) {
	g.entered <- struct{}{}
	<-g.proceed
	source, err := pool()
	if err != nil {
		return nil, err
	}
	return source.Take(ctx, n)
}

// A tenant that is being created has its name, and is not there for others. If that fails,
// nothing of it remains.
func TestATenantOfADatabaseIsServedWhenItIsComplete(t *testing.T) {
	t.Parallel()
	g := gate{make(chan struct{}), make(chan struct{})}
	url := databases.URL(t)
	a, b := openOn(t, url, func(o *tenants.Options) { o.Keys = g }), openOn(t, url)
	var creating sync.WaitGroup
	creating.Go(func() { create(t, a, tenants.Request{Name: "slow", Seed: fifty(t)}) })
	<-g.entered
	wantStatus(t, b, "slow", http.StatusNotFound)
	if infos, err := b.List(t.Context()); err != nil || len(infos) != 0 {
		t.Errorf("%+v %v", infos, err)
	}
	if _, _, err := b.Create(t.Context(), tenants.Request{Name: "slow"}); !errors.Is(err, tenants.ErrExists) {
		t.Errorf("error %v", err)
	}
	close(g.proceed)
	creating.Wait()
	server, err := b.Tenant(t.Context(), "slow")
	if err != nil {
		t.Fatal(err)
	}
	if n, _, err := server.Size(t.Context()); err != nil || n < 50 {
		t.Errorf("%d objects, %v", n, err)
	}

	if a := ask(t, b, "POST http://localhost:8080/_mock/tenants", `{"name": "bad", "seed": {"roles": [{"name": "r", "permissions": [{"resource_server_identifier": "urn:none", "permission_name": "x"}]}]}}`); a.status != http.StatusBadRequest {
		t.Errorf("%d %s", a.status, a.body)
	}
	wantNothing(t, b, url, "bad")
}

func TestTheLimitCountsTheTenantsOfAllRegistries(t *testing.T) {
	t.Parallel()
	a, b, _ := openReplicas(t, func(o *tenants.Options) { o.Max = 5 })
	var created, tooMany atomic.Int32
	var creating sync.WaitGroup
	for i := range 12 {
		creating.Go(func() {
			_, _, err := []*tenants.Registry{a, b}[i%2].Create(t.Context(), tenants.Request{Name: fmt.Sprintf("t-%d", i)})
			switch {
			case err == nil:
				created.Add(1)
			case errors.Is(err, tenants.ErrTooMany):
				tooMany.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	creating.Wait()
	if created.Load() != 5 || tooMany.Load() != 7 {
		t.Errorf("%d created, %d too many", created.Load(), tooMany.Load())
	}
}

// A registry that sees no requests does not delete a tenant that the other one serves. When none
// serves it any longer, it expires for both.
func TestTenantsOfADatabaseExpireWhenNoRegistryUsesThem(t *testing.T) {
	t.Parallel()
	real := &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	a, b, url := openReplicas(t, func(o *tenants.Options) { o.Now = real.now })
	sweep := func() {
		t.Helper()
		if err := b.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	create(t, a, tenants.Request{Name: "idle", IdleAfter: time.Hour})
	create(t, b, tenants.Request{Name: "old", ExpiresAfter: 4 * time.Hour})
	create(t, b, tenants.Request{Name: "kept"})
	for range 11 { // 3 hours and 40 minutes
		real.advance(20 * time.Minute)
		wantStatus(t, a, "idle", http.StatusOK)
		wantStatus(t, a, "old", http.StatusOK)
		sweep()
	}
	infos, err := b.List(t.Context())
	if err != nil || len(infos) != 3 || !infos[0].LastUsed.Equal(real.now()) || !infos[0].Expires.Equal(real.now().Add(time.Hour)) {
		t.Errorf("%+v %v", infos, err)
	}
	real.advance(20 * time.Minute)
	wantStatus(t, b, "old", http.StatusNotFound) // before anyone swept it
	real.advance(41 * time.Minute)               // an hour since its last use, and the interval at which uses are stored
	wantStatus(t, b, "idle", http.StatusNotFound)
	sweep()
	for _, name := range []string{"idle", "old"} {
		wantStatus(t, a, name, http.StatusNotFound)
		wantNothing(t, b, url, name)
	}
	wantStatus(t, a, "kept", http.StatusOK)
	if err := a.Sweep(t.Context()); err != nil || a.Len() != 1 || b.Len() != 1 {
		t.Errorf("%d and %d tenants, %v", a.Len(), b.Len(), err)
	}
}

// A tenant that is deleted while another process writes to it leaves nothing.
func TestADeletedTenantOfADatabaseLeavesNothing(t *testing.T) {
	t.Parallel()
	a, b, url := openReplicas(t)
	for i := range 5 {
		name := fmt.Sprintf("t-%d", i)
		server := create(t, a, tenants.Request{Name: name})
		written := make(chan struct{}, 1000)
		var writing sync.WaitGroup
		for range 3 {
			writing.Go(func() {
				for n := 0; ; n++ {
					err := server.Admin(t.Context(), http.MethodPost, "/resource-servers", map[string]any{"identifier": fmt.Sprintf("urn:%p:%d", &writing, n)}, nil)
					if err != nil && !strings.Contains(err.Error(), "409") {
						return // it is deleted
					}
					select {
					case written <- struct{}{}:
					default:
					}
				}
			})
		}
		<-written
		if err := b.Delete(t.Context(), name); err != nil {
			t.Error(err)
		}
		writing.Wait()
		wantStatus(t, a, name, http.StatusNotFound)
		wantNothing(t, b, url, name)
	}
}

// All tenants share the connections of the pool, and a connection that waits for notifications.
func TestTenantsOfADatabaseShareConnections(t *testing.T) {
	t.Parallel()
	url := databases.URL(t)
	registry := openOn(t, url+"&application_name=many")
	var using sync.WaitGroup
	for i := range 60 {
		using.Go(func() {
			name := fmt.Sprintf("t-%d", i)
			create(t, registry, tenants.Request{Name: name})
			for range 3 {
				wantStatus(t, registry, name, http.StatusOK)
			}
		})
	}
	using.Wait()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var n int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'many'").Scan(&n); err != nil || n > 11 {
		t.Errorf("%d connections, %v", n, err)
	}
}

// A tenant that is embedded, or was the only one of a process, is served by its name.
func TestATenantThatIsNotInTheCatalogIsServed(t *testing.T) {
	t.Parallel()
	url := databases.URL(t)
	embedded, err := mockserver.New(t.Context(), mockserver.Options{Issuer: "http://embedded.localhost:8080/", DataFile: url, DatabaseTenant: "embedded"})
	if err != nil {
		t.Fatal(err)
	}
	defer embedded.Close()
	real := &clock{at: time.Now()}
	registry := openOn(t, url, func(o *tenants.Options) { o.Now, o.IdleAfter = real.now, time.Hour })
	server, err := registry.Tenant(t.Context(), "embedded")
	if err != nil || server.ClientSecret() != embedded.ClientSecret() {
		t.Fatalf("%v", err)
	}
	real.advance(1000 * time.Hour)
	if err := registry.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	wantStatus(t, registry, "embedded", http.StatusOK)
	if err := registry.Delete(t.Context(), "embedded"); err != nil {
		t.Error(err)
	}
	wantStatus(t, registry, "embedded", http.StatusNotFound)
}

// While the database is away, tenants and their API answer 503.
func TestTenantsOfADatabaseThatIsAwayAre503(t *testing.T) {
	t.Parallel()
	database := postgrestest.Start(t)
	registry := openOn(t, database.URL(t))
	create(t, registry, tenants.Request{Name: "main"})
	database.Stop(t, os.Interrupt)
	for request, body := range map[string]string{
		"GET http://main.localhost:8080/.well-known/jwks.json": "", "GET http://other.localhost:8080/.well-known/jwks.json": "",
		"GET http://localhost:8080/_mock/tenants": "", "POST http://localhost:8080/_mock/tenants": `{"name": "new"}`,
	} {
		if a := ask(t, registry, request, body); a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") != "1" {
			t.Errorf("%s: %d %v %s", request, a.status, a.header, a.body)
		}
	}
	if err := registry.Check(t.Context()); err == nil {
		t.Error("it is ready")
	}
	database.Restart(t)
	if err := registry.Check(t.Context()); err != nil {
		t.Error(err)
	}
	wantStatus(t, registry, "main", http.StatusOK)
	create(t, registry, tenants.Request{Name: "new"})
}
