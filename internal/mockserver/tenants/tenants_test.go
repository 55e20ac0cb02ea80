package tenants_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

const domain = "http://localhost:8080"

func TestATenantIsCreatedListedAndDeleted(t *testing.T) {
	t.Parallel()
	registry := open(t)
	var made tenants.Info
	ask(t, registry, "POST "+domain+"/_mock/tenants", `{"name": "main"}`).into(t, http.StatusCreated, &made)
	if made.Issuer != "http://main.localhost:8080/" || made.Domain != "http://main.localhost:8080" || made.Control != "http://main.localhost:8080/_mock/" ||
		made.ClientID == "" || made.ClientSecret == "" || made.Objects == nil || *made.Objects == 0 || !made.Expires.IsZero() {
		t.Errorf("created: %+v", made)
	}
	var again tenants.Info
	ask(t, registry, "GET "+domain+"/_mock/tenants/main", "").into(t, http.StatusOK, &again)
	if again.ClientSecret != made.ClientSecret {
		t.Errorf("read: %+v", again)
	}
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", `{"name": "main"}`); a.status != http.StatusConflict {
		t.Errorf("a second one: %d %s", a.status, a.body)
	}
	var generated tenants.Info
	ask(t, registry, "POST "+domain+"/_mock/tenants", "").into(t, http.StatusCreated, &generated)
	if tenants.CheckName(generated.Name) != nil {
		t.Errorf("generated: %+v", generated)
	}
	list := ask(t, registry, "GET "+domain+"/_mock/tenants", "")
	if list.status != http.StatusOK || !strings.Contains(list.body, `"name":"main"`) || strings.Contains(list.body, made.ClientSecret) {
		t.Errorf("list: %d %s", list.status, list.body)
	}
	if a := ask(t, registry, "GET http://main.localhost:8080/.well-known/jwks.json", ""); a.status != http.StatusOK {
		t.Errorf("its keys: %d %s", a.status, a.body)
	}
	if a := ask(t, registry, "DELETE "+domain+"/_mock/tenants/main", ""); a.status != http.StatusNoContent {
		t.Errorf("delete: %d %s", a.status, a.body)
	}
	for _, request := range []string{"DELETE " + domain + "/_mock/tenants/main", "GET " + domain + "/_mock/tenants/main", "GET http://main.localhost:8080/.well-known/jwks.json"} {
		if a := ask(t, registry, request, ""); a.status != http.StatusNotFound {
			t.Errorf("%s of a deleted tenant: %d %s", request, a.status, a.body)
		}
	}
}

// The Host header alone names the tenant, whatever its port and case.
func TestTheHostNamesTheTenant(t *testing.T) {
	t.Parallel()
	registry := open(t)
	create(t, registry, tenants.Request{Name: "main"})
	for host, want := range map[string]string{
		"main.localhost:8080": "http://main.localhost:8080/", "MAIN.LocalHost": "http://main.localhost:8080/", "main.localhost.:443": "http://main.localhost:8080/",
		"none.localhost:8080": `curl -X POST http://localhost:8080/_mock/tenants -d '{\"name\": \"none\"}'`, "a.main.localhost": "cannot be the name of a tenant",
		".localhost": "cannot be", "localhost:8080": "Here are no tenant's endpoints", "127.0.0.1:8080": "Here are no tenant's endpoints", "main.example.test": "Here are no",
	} {
		a := ask(t, registry, "GET "+domain+"/.well-known/openid-configuration", "", func(r *http.Request) { r.Host = host })
		if !strings.Contains(a.body, want) || (a.status == http.StatusOK) != strings.HasPrefix(want, "http://") {
			t.Errorf("%s: %d %s", host, a.status, a.body)
		}
	}
	for _, header := range []string{"X-Forwarded-Host", "Forwarded", "X-Original-Host"} {
		a := ask(t, registry, "GET http://none.localhost:8080/.well-known/openid-configuration", "", func(r *http.Request) { r.Header.Set(header, "main.localhost:8080") })
		if a.status != http.StatusNotFound {
			t.Errorf("%s names the tenant: %d %s", header, a.status, a.body)
		}
	}
	page := ask(t, registry, "GET "+domain+"/", "")
	if page.status != http.StatusOK || !strings.Contains(page.body, `<a href="http://main.localhost:8080/">main</a>`) {
		t.Errorf("page: %d %s", page.status, page.body)
	}
	if a := ask(t, registry, "GET "+domain+"/", "", func(r *http.Request) { r.Header.Set("Accept", "application/json") }); !strings.HasPrefix(a.body, `{"tenants":[{"name":"main"`) {
		t.Errorf("page as JSON: %s", a.body)
	}
	if a := ask(t, registry, "GET "+domain+"/", "", func(r *http.Request) { r.RemoteAddr = "192.0.2.1:1" }); a.status != http.StatusForbidden {
		t.Errorf("page from another machine: %d", a.status)
	}
	if a := ask(t, registry, "GET http://main.localhost:8080/", ""); a.status != http.StatusOK || !strings.Contains(a.body, "main.localhost:8080") {
		t.Errorf("the tenant's page: %d", a.status)
	}
}

func TestWhatCannotBeCreatedIsRefused(t *testing.T) {
	t.Parallel()
	registry := open(t, func(o *tenants.Options) { o.Max = 1 })
	create(t, registry, tenants.Request{Name: "main"})
	for body, want := range map[string]struct {
		status int
		text   string
	}{
		`{"name": "Main"}`:                     {400, "1 to 63 lower-case letters"},
		`{"name": "../x"}`:                     {400, "cannot be the name"},
		`{"name": "a", "size": 1}`:             {400, "unknown field"},
		`{"name": "a", "from": "none"}`:        {404, "there is no such tenant"},
		`{"name": "a", "expires_after": "x"}`:  {400, "not what is expected"},
		`{"name": "a", "idle_after": "-1h"}`:   {400, "idle_after must be longer than 0"},
		`{"name": "a", "seed": {"x": 1}}`:      {400, "x"},
		`{"name": "a", "seed": "roles: [{}]"}`: {400, "seed:1:"},
		`{"name": "a"}`:                        {403, "--max-tenants"},
		`{"name": "main", "from": "main"}`:     {409, "exists"},
	} {
		if a := ask(t, registry, "POST "+domain+"/_mock/tenants", body); a.status != want.status || !strings.Contains(a.body, want.text) {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
	}
	if got := registry.Len(); got != 1 {
		t.Errorf("%d tenants", got)
	}
}

// A seed that contradicts the tenant leaves no tenant behind.
func TestASeedIsAppliedToANewTenant(t *testing.T) {
	t.Parallel()
	registry := open(t)
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", `{"name": "a", "seed": "roles: [{name: Auditor}]"}`); a.status != http.StatusCreated {
		t.Fatalf("%d %s", a.status, a.body)
	}
	server, err := registry.Tenant(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	var roles []struct{ Name string }
	if err := server.Admin(t.Context(), http.MethodGet, "/roles", nil, &roles); err != nil || len(roles) != 1 || roles[0].Name != "Auditor" {
		t.Errorf("%+v %v", roles, err)
	}
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", `{"name": "b", "seed": {"resource_servers": [{"identifier": "http://b.localhost:8080/api/v2/"}]}}`); a.status != http.StatusBadRequest {
		t.Errorf("%d %s", a.status, a.body)
	}
	if registry.Len() != 1 {
		t.Errorf("%d tenants", registry.Len())
	}
}

func TestTenantsExpireByAgeAndByIdleness(t *testing.T) {
	t.Parallel()
	real := &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	registry := open(t, func(o *tenants.Options) { o.Now, o.IdleAfter = real.now, 24*time.Hour })
	create(t, registry, tenants.Request{Name: "old", ExpiresAfter: 2 * time.Hour})
	create(t, registry, tenants.Request{Name: "idle", IdleAfter: time.Hour})
	create(t, registry, tenants.Request{Name: "used", IdleAfter: time.Hour})
	create(t, registry, tenants.Request{Name: "default"})
	create(t, registry, tenants.Request{Name: "kept", IdleAfter: -1})
	use := func(name string, want int) {
		t.Helper()
		if a := ask(t, registry, "GET http://"+name+".localhost:8080/.well-known/jwks.json", ""); a.status != want {
			t.Errorf("%s at %s: %d, want %d", name, real.now().Format(time.TimeOnly), a.status, want)
		}
	}
	real.advance(time.Hour - 1)
	use("idle", http.StatusOK)
	// The clock of a tenant does not matter.
	server, err := registry.Tenant(t.Context(), "default")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Clock().Set(t.Context(), faults.ClockSettings{Advance: faults.Duration(1000 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	use("used", http.StatusOK)
	real.advance(time.Hour / 2)
	use("used", http.StatusOK) // each use extends its time
	real.advance(time.Hour / 2)
	use("used", http.StatusOK)
	use("idle", http.StatusNotFound) // also before it is swept
	use("old", http.StatusOK)
	real.advance(1)
	use("old", http.StatusNotFound)
	if registry.Len() != 5 {
		t.Errorf("%d tenants before", registry.Len())
	}
	infos, err := registry.List(t.Context()) // it sweeps
	if err != nil || len(infos) != 3 || registry.Len() != 3 {
		t.Errorf("%d tenants after, error %v: %+v", registry.Len(), err, infos)
	}
	create(t, registry, tenants.Request{Name: "idle"}) // the name is free
	real.advance(25 * time.Hour)
	use("default", http.StatusNotFound)
	use("kept", http.StatusOK)

	ctx, stop := context.WithCancel(t.Context())
	ticks := make(chan time.Time)
	var sweeping sync.WaitGroup
	sweeping.Go(func() { registry.SweepUntil(ctx, ticks, func(err error) { t.Error(err) }) })
	ticks <- real.now()
	stop()
	sweeping.Wait()
	if registry.Len() != 1 {
		t.Errorf("%d tenants in the end", registry.Len())
	}
}

// Stored tenants are there after a restart, with their objects, credentials and expiry, and a
// deleted one leaves no file.
func TestStoredTenantsSurviveARestart(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "tenants")
	real := &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	stored := func(o *tenants.Options) { o.Data, o.Now = folder, real.now }
	registry := open(t, stored)
	main := create(t, registry, tenants.Request{Name: "main"})
	if err := main.Admin(t.Context(), http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:kept"}, nil); err != nil {
		t.Fatal(err)
	}
	create(t, registry, tenants.Request{Name: "copy", From: "main", ExpiresAfter: time.Hour})
	create(t, registry, tenants.Request{Name: "deleted"})
	if err := registry.Delete(t.Context(), "deleted"); err != nil {
		t.Fatal(err)
	}
	secret := main.ClientSecret()
	if err := registry.Close(); err != nil {
		t.Fatal(err)
	}

	registry = open(t, stored)
	infos, err := registry.List(t.Context())
	if err != nil || len(infos) != 2 || infos[0].Name != "copy" || infos[0].Objects != nil || infos[0].Expires != real.now().Add(time.Hour) || !infos[1].Created.Equal(real.now()) {
		t.Errorf("%+v %v", infos, err)
	}
	for _, name := range []string{"main", "copy"} {
		server, err := registry.Tenant(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := server.Admin(t.Context(), http.MethodGet, "/resource-servers/urn:kept", nil, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if (server.ClientSecret() == secret) != (name == "main") {
			t.Errorf("%s has the secret %s", name, server.ClientSecret())
		}
	}
	if _, _, err := registry.Create(t.Context(), tenants.Request{Name: "main"}); !errors.Is(err, tenants.ErrExists) {
		t.Errorf("error %v", err)
	}
	real.advance(time.Hour)
	if err := registry.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := registry.Delete(t.Context(), "main"); err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) > 0 {
		t.Errorf("files remain: %v %v", entries, err)
	}
}

// Several processes can serve one folder: each finds the tenants that the others create.
func TestTenantsOfAnotherProcessAreServed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	stored := func(o *tenants.Options) { o.Data = folder }
	first, second := open(t, stored), open(t, stored)
	made := create(t, second, tenants.Request{Name: "late", ExpiresAfter: time.Hour})
	if err := made.Admin(t.Context(), http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:late"}, nil); err != nil {
		t.Fatal(err)
	}
	var jwks [2]string
	for i, registry := range []*tenants.Registry{first, second} {
		a := ask(t, registry, "GET http://late.localhost:8080/.well-known/jwks.json", "")
		if a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.body)
		}
		jwks[i] = a.body
	}
	if jwks[0] != jwks[1] {
		t.Errorf("the keys are %s and %s", jwks[0], jwks[1])
	}
	server, err := first.Tenant(t.Context(), "late")
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Admin(t.Context(), http.MethodGet, "/resource-servers/urn:late", nil, nil); err != nil {
		t.Error(err)
	}
	if infos, err := first.List(t.Context()); err != nil || len(infos) != 1 || infos[0].Expires.IsZero() {
		t.Errorf("%+v, %v", infos, err)
	}
	if _, _, err := first.Create(t.Context(), tenants.Request{Name: "late"}); !errors.Is(err, tenants.ErrExists) {
		t.Errorf("created again: %v", err)
	}
}

// A request that a tenant is answering when the tenant is deleted gets its answer.
func TestARequestInProgressOutlivesADeletion(t *testing.T) {
	t.Parallel()
	entered, proceed := make(chan struct{}), make(chan struct{})
	registry := open(t, func(o *tenants.Options) {
		o.Data = t.TempDir()
		o.Tenant.Faults = faults.Settings{Latency: faults.Duration(time.Second)}
		o.Tenant.Sleep = func(context.Context, time.Duration) error {
			entered <- struct{}{}
			<-proceed
			return nil
		}
	})
	create(t, registry, tenants.Request{Name: "main"})
	var answering sync.WaitGroup
	answering.Go(func() {
		if a := ask(t, registry, "GET http://main.localhost:8080/.well-known/jwks.json", ""); a.status != http.StatusOK {
			t.Errorf("%d %s", a.status, a.body)
		}
	})
	<-entered
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // do not wait
	if err := registry.Delete(ctx, "main"); err != nil {
		t.Error(err)
	}
	if a := ask(t, registry, "GET http://main.localhost:8080/.well-known/jwks.json", ""); a.status != http.StatusNotFound {
		t.Errorf("%d %s", a.status, a.body)
	}
	close(proceed)
	create(t, registry, tenants.Request{Name: "main"}) // waits for the end of the former one
	answering.Wait()
}

func TestAKeyOpensTheControlAPIToOtherMachines(t *testing.T) {
	t.Parallel()
	real := &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	const secret = "0123456789abcdef"
	key, err := control.NewKey(secret, real.now)
	if err != nil {
		t.Fatal(err)
	}
	var logged []int
	registry := open(t, func(o *tenants.Options) {
		o.Tenant.ControlKey = key
		o.OnRequest = func(_ string, e mockserver.RequestLogEntry) { logged = append(logged, e.Status) }
	})
	create(t, registry, tenants.Request{Name: "main"})
	with := func(authorization, peer string) func(*http.Request) {
		return func(r *http.Request) {
			r.RemoteAddr = peer
			if authorization != "" {
				r.Header.Set("Authorization", authorization)
			}
		}
	}
	const remote, here = "192.0.2.1:1", "127.0.0.1:1"
	for _, url := range []string{domain + "/_mock/tenants", "http://main.localhost:8080/_mock/clock"} {
		for authorization, want := range map[string]int{"Bearer " + secret: 200, "bearer " + secret: 200, "Bearer " + secret + "x": 401, "Basic " + secret: 401, "": 401} {
			for _, peer := range []string{remote, here} {
				real.advance(time.Second)
				if a := ask(t, registry, "GET "+url, "", with(authorization, peer)); a.status != want {
					t.Errorf("%s with %q from %s: %d, want %d", url, authorization, peer, a.status, want)
				}
			}
		}
	}
	real.advance(time.Minute) // the order of the map decides what was refused last
	refused := map[int]int{}
	for range 30 {
		refused[ask(t, registry, "GET "+domain+"/_mock/tenants", "", with("Bearer wrong", remote)).status]++
	}
	if refused[401] != 10 || refused[429] != 20 {
		t.Errorf("wrong keys are answered with %v", refused)
	}
	if a := ask(t, registry, "GET "+domain+"/_mock/tenants", "", with("Bearer "+secret, remote)); a.status != 200 {
		t.Errorf("the right key: %d", a.status)
	}
	if len(logged) != 2*10+30+1 {
		t.Errorf("%d requests were logged", len(logged))
	}
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", `"`+strings.Repeat("x", 2<<20)+`"`, with("Bearer "+secret, remote)); a.status != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: %d", a.status)
	}
	for _, weak := range []string{"", "0123456789abcde", "0123456789abcdef\n"} {
		if _, err := control.NewKey(weak, real.now); err == nil {
			t.Errorf("the key %q is accepted", weak)
		}
	}
}
