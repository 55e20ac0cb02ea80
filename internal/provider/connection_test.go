package provider_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

const tokenRoute = "/oauth/token"

// noState is the state of a resource that does not exist yet.
var noState tftypes.Value

// plugin is a provider with an empty environment.
func plugin(t testing.TB) *acctest.Plugin {
	t.Helper()
	return acctest.NewPlugin(t, provider.NewWith("1.2.3", func(string) string { return "" }, time.Now))
}

// connected is a provider that is configured for the tenant.
func connected(t testing.TB, tenant *acctest.Tenant) *acctest.Plugin {
	t.Helper()
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret})
	return p
}

// connectedWith is connected with further settings of the provider block.
func connectedWith(t testing.TB, tenant *acctest.Tenant, settings acctest.Values) *acctest.Plugin {
	t.Helper()
	p := plugin(t)
	config := acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret}
	maps.Copy(config, settings)
	p.MustConfigure(config)
	return p
}

// expectDiagnostic checks that there is one diagnostic, which begins and
// contains as told.
func expectDiagnostic(t *testing.T, got acctest.Answer, begins string, contains ...string) {
	t.Helper()
	if len(got.Diagnostics) != 1 || !strings.HasPrefix(got.Diagnostics[0], begins) {
		t.Errorf("the diagnostics are %q, want one that begins %q", got.Diagnostics, begins)
		return
	}
	for _, c := range contains {
		if !strings.Contains(got.Diagnostics[0], c) {
			t.Errorf("the diagnostic %q does not say %q", got.Diagnostics[0], c)
		}
	}
}

func mustHaveNone(t *testing.T, got acctest.Answer) {
	t.Helper()
	if len(got.Diagnostics) > 0 {
		t.Fatalf("the diagnostics are %q, want none", got.Diagnostics)
	}
}

func TestConfigurationComesFromTheEnvironment(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	env := map[string]string{
		"AUTH0_DOMAIN": tenant.URL, "AUTH0_CLIENT_ID": tenant.ClientID, "AUTH0_CLIENT_SECRET": tenant.ClientSecret,
		"AUTH0_AUDIENCE": tenant.URL + "/api/v2/",
	}
	p := acctest.NewPlugin(t, provider.NewWith("1.2.3", func(name string) string { return env[name] }, time.Now))
	p.MustConfigure(nil)
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "c"}))
}

func TestAnAPITokenServesAndIsNotRefreshed(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	client := connected(t, tenant)
	token := client.ReadData("auth0api_token", acctest.Values{"audience": tenant.URL + "/api/v2/"})
	mustHaveNone(t, token)
	tenant.Requests.Reset()

	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "api_token": token.Attribute("access_token")})
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "c"}))
	if n := tenant.Requests.Count(http.MethodPost, tokenRoute); n != 0 {
		t.Errorf("%d tokens were fetched", n)
	}
	expectDiagnostic(t, p.ReadData("auth0api_token", acctest.Values{"audience": tenant.URL + "/api/v2/"}),
		"error at client_id: The provider has no client to request a token", "api_token", "AUTH0_CLIENT_ID")

	wrong := plugin(t)
	wrong.MustConfigure(acctest.Values{"domain": tenant.URL, "api_token": "n0t.a.token"})
	got := wrong.Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	expectDiagnostic(t, got, `error: Creating client "c" failed`, "401 Unauthorized", "api_token may have expired")
	if strings.Contains(got.Diagnostics[0], "n0t.a.token") {
		t.Errorf("the error repeats the token: %s", got.Diagnostics[0])
	}
}

func TestWrongCredentialsFailOnFirstUse(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": "wr0ng-secret"})
	if n := len(tenant.Requests.All()); n != 0 {
		t.Errorf("configuring made %d requests", n)
	}
	got := p.Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	expectDiagnostic(t, got, `error: Creating client "c" failed`, "401 Unauthorized", "AUTH0_CLIENT_SECRET")
	if strings.Contains(got.Diagnostics[0], "wr0ng-secret") {
		t.Errorf("the error repeats the secret: %s", got.Diagnostics[0])
	}
}

func TestTheManagementTokenIsFetchedOnFirstUseAndOnce(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	if n := len(tenant.Requests.All()); n != 0 {
		t.Errorf("configuring made %d requests", n)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if got := p.Apply("auth0api_client", noState, acctest.Values{"name": "c"}); len(got.Diagnostics) > 0 {
				t.Errorf("the diagnostics are %q", got.Diagnostics)
			}
		})
	}
	all.Wait()
	if n := tenant.Requests.Count(http.MethodPost, tokenRoute); n != 1 {
		t.Errorf("%d tokens were fetched for 8 clients:\n%s", n, tenant.Requests)
	}
}

func TestTheManagementTokenIsRefreshedOnceAfterARefusal(t *testing.T) {
	t.Parallel()
	// The tenant's clock runs ahead of the provider's, which takes its token
	// for good.
	clock := &movedClock{}
	tenant := acctest.NewTenant(t, mocktest.WithClock(clock.now))
	p := connected(t, tenant)
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "before"}))
	clock.move(48 * time.Hour)
	tenant.Requests.Reset()
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "after"}))
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "later"}))
	if n := tenant.Requests.Count(http.MethodPost, tokenRoute); n != 1 {
		t.Errorf("%d tokens were fetched, want one more:\n%s", n, tenant.Requests)
	}
	if n := tenant.Requests.Count(http.MethodPost, "/api/v2/clients"); n != 3 {
		t.Errorf("%d requests to make two clients, want one refused and two that did:\n%s", n, tenant.Requests)
	}
}

func TestATenantThatRefusesEveryTokenIsAskedForOneMore(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != tokenRoute {
				r.Header.Set("Authorization", "Bearer of.some.other")
			}
			next.ServeHTTP(w, r)
		})
	}))
	got := connected(t, tenant).Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	expectDiagnostic(t, got, `error: Creating client "c" failed`, "401 Unauthorized", "same tenant")
	// Within a second the new token is the same as the old, and not tried again.
	if tokens, creates := tenant.Requests.Count(http.MethodPost, tokenRoute), tenant.Requests.Count(http.MethodPost, "/api/v2/clients"); tokens != 2 || creates > 2 {
		t.Errorf("%d tokens and %d creates, want 2 at most", tokens, creates)
	}
}

func TestTheKeysComeFromTheTenantsOwnHost(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host was asked for %s", r.URL)
	}))
	defer elsewhere.Close()
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == jwksRoute {
				http.Redirect(w, r, elsewhere.URL+jwksRoute, http.StatusTemporaryRedirect)
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	got := connected(t, tenant).ReadData("auth0api_token", acctest.Values{"audience": tenant.URL + "/api/v2/"})
	expectDiagnostic(t, got, "error: No token for API", "redirects to another host, "+elsewhere.URL)
	// Nor does a document of the tenant say where they are.
	if n := tenant.Requests.Count(http.MethodGet, "/.well-known/openid-configuration"); n != 0 {
		t.Errorf("the discovery document was asked for %d times", n)
	}
}

func TestEveryRequestNamesTheVersions(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	agents := map[string]int{}
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			agents[r.UserAgent()]++
			mu.Unlock()
			next.ServeHTTP(w, r)
		})
	}))
	p := connected(t, tenant)
	mustHaveNone(t, p.Apply("auth0api_client", noState, acctest.Values{"name": "c"}))
	mustHaveNone(t, p.ReadData("auth0api_token", acctest.Values{"audience": tenant.URL + "/api/v2/"}))
	const want = "terraform-provider-auth0api/1.2.3 Terraform/1.99.0"
	// Token, client, and the key set that verifies the token.
	if len(agents) != 1 || agents[want] != 3 {
		t.Errorf("the User-Agents are %v, want %q of 3 requests", agents, want)
	}
}

type movedClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *movedClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *movedClock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
}

// The service's texts are reported of 2020 to 2026; the mock has them.
func TestWhyTheProviderGetsNoTokenIsSaid(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	machine := tenant.Create("clients", acctest.Object{"name": "machine", "app_type": "non_interactive"})
	page := tenant.Create("clients", acctest.Object{"name": "page", "app_type": "spa", "grant_types": []string{"authorization_code"}})
	as := func(client acctest.Object, secret any, audience any) acctest.Values {
		return acctest.Values{"domain": tenant.URL, "client_id": client["client_id"], "client_secret": secret, "audience": audience}
	}
	for name, c := range map[string]struct {
		config acctest.Values
		want   []string
	}{
		"custom domain": {as(machine, machine["client_secret"], "https://login.example.test/api/v2/"), []string{"Service not enabled within domain: https://login.example.test/api/v2/", "or AUTH0_AUDIENCE, to https://TENANT_DOMAIN/api/v2/"}},
		"no grant":      {as(machine, machine["client_secret"], nil), []string{"is not authorized to access resource server", "needs a grant for the Management API"}},
		"grant type":    {as(page, page["client_secret"], nil), []string{"not allowed for the client", "enable the grant type Client Credentials"}},
		"secret":        {as(machine, "another", nil), []string{"401 Unauthorized", "Check client_id and client_secret (AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET)"}},
	} {
		p := plugin(t)
		p.MustConfigure(c.config)
		got := p.ReadData("auth0api_client", acctest.Values{"client_id": "a"})
		expectDiagnostic(t, got, `error: Reading client "a" failed`, c.want...)
		if len(got.Diagnostics) != 1 {
			t.Errorf("%s: one cause has the diagnostics %q", name, got.Diagnostics)
		}
	}
}
