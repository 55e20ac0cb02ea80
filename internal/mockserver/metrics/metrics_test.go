package metrics_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/metrics"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// measured returns metrics, and the registry that has them.
func measured(t *testing.T) (*metrics.Metrics, *prometheus.Registry) {
	t.Helper()
	registry := prometheus.NewRegistry()
	m, err := metrics.New(registry, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return m, registry
}

// values returns the samples of a counter or gauge, by labels such as `{alg="RS256"}`, and of
// a histogram the counts.
func values(t *testing.T, registry *prometheus.Registry, name string) map[string]float64 {
	t.Helper()
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]float64{}
	for _, family := range families {
		if family.GetName() != name {
			continue
		}
		for _, metric := range family.GetMetric() {
			var labels []string
			for _, pair := range metric.GetLabel() {
				labels = append(labels, pair.GetName()+"="+pair.GetValue())
			}
			key := strings.Join(labels, " ")
			switch {
			case metric.GetCounter() != nil:
				found[key] = metric.GetCounter().GetValue()
			case metric.GetGauge() != nil:
				found[key] = metric.GetGauge().GetValue()
			default:
				found[key] = float64(metric.GetHistogram().GetSampleCount())
			}
		}
	}
	return found
}

// send sends a request to a tenant, and returns the decoded response.
func send(t *testing.T, server *mockserver.Server, method, path string, form url.Values, header ...string) (status int, body map[string]any) {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if len(header) > 0 {
		req.Header.Set("Authorization", header[0])
	}
	recorded := httptest.NewRecorder()
	server.ServeHTTP(recorded, req)
	_ = json.Unmarshal(recorded.Body.Bytes(), &body) // some responses are not JSON
	return recorded.Code, body
}

func TestATenantCountsItsRequestsTokensAndTransactions(t *testing.T) {
	t.Parallel()
	m, registry := measured(t)
	m.CountTenants(func() int { return 3 })
	server, err := mockserver.New(t.Context(), mockserver.Options{
		Issuer: "https://tenant.example/", ClientID: "admin", ClientSecret: "secret-of-the-admin", Metrics: m, Control: true, Page: true, Rand: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {"admin"}, "client_secret": {"secret-of-the-admin"}, "audience": {"https://tenant.example/api/v2/"}}
	status, answer := send(t, server, http.MethodPost, "/oauth/token", form)
	token, _ := answer["access_token"].(string)
	if status != http.StatusOK || token == "" {
		t.Fatalf("no token: %d %v", status, answer)
	}
	for _, path := range []string{
		"/api/v2/clients/admin", "/api/v2/clients/other", "/api/v2/keys/signing", "/api/v2/nothing/here", "/nothing", "/nothing/" + strings.Repeat("x", 100),
		"/.well-known/jwks.json", "/_mock/apis/urn%3Aone", "/_mock/apis/urn%3Atwo", "/_mock/clock", "/",
	} {
		send(t, server, http.MethodGet, path, nil, "Bearer "+token)
	}
	send(t, server, "BREW", "/oauth/token", nil)

	// What a fault answers has the route that it would have reached.
	if err := server.Faults().Set(faults.Settings{Errors: &faults.Chance{Rate: 1}}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v2/organizations/name/acme", "/api/v2/organizations/org_1/client-grants", "/userinfo", "/api/v2/nothing", "/oauth/nothing"} {
		send(t, server, http.MethodGet, path, nil)
	}

	requests := values(t, registry, "auth0api_mock_http_requests_total")
	for labels, want := range map[string]float64{
		"method=POST route=/oauth/token status=200":                            1,
		"method=GET route=/api/v2/clients/{id} status=200":                     1,
		"method=GET route=/api/v2/clients/{id} status=404":                     1,
		"method=GET route=/api/v2/keys/signing status=200":                     1,
		"method=GET route=/.well-known/jwks.json status=200":                   1,
		"method=GET route=other status=404":                                    3,
		"method=GET route=/api/v2/organizations/name/{id} status=500":          1,
		"method=GET route=/api/v2/organizations/{id}/client-grants status=500": 1,
		"method=GET route=/userinfo status=500":                                1,
		"method=GET route=other status=500":                                    2,
		"method=GET route=/_mock/apis/{identifier} status=404":                 2,
	} {
		if requests[labels] != want {
			t.Errorf("%s: %v, want %v", labels, requests[labels], want)
		}
	}
	if routes := values(t, registry, "auth0api_mock_http_request_duration_seconds"); routes["route=/api/v2/clients/{id}"] != 2 {
		t.Errorf("durations: %v", routes)
	}
	if tokens := values(t, registry, "auth0api_mock_access_tokens_issued_total"); len(tokens) != 1 || tokens["alg=RS256 grant_type=client_credentials"] != 1 {
		t.Errorf("tokens: %v", tokens)
	}
	if signed := values(t, registry, "auth0api_mock_signing_duration_seconds"); len(signed) != 1 || signed["alg=RS256"] != 1 {
		t.Errorf("signatures: %v", signed)
	}
	if store := values(t, registry, "auth0api_mock_store_transaction_duration_seconds"); store["transaction=view"] == 0 || store["transaction=update"] == 0 {
		t.Errorf("transactions: %v", store)
	}
	if tenants := values(t, registry, "auth0api_mock_tenants"); tenants[""] != 3 {
		t.Errorf("tenants: %v", tenants)
	}
	if t.Failed() {
		t.Logf("requests: %v", requests)
	}
}

// The names are those of the documentation, and promlint has nothing to say. Metrics of the
// client library are its own.
func TestTheNamesFollowTheConventions(t *testing.T) {
	t.Parallel()
	m, registry := measured(t)
	m.CountTenants(func() int { return 1 })
	m.Request(requestlog.Entry{Method: http.MethodGet, Status: http.StatusOK})
	m.AccessTokenIssued("RS256", "client_credentials")
	m.Signing("RS256")()
	if err := m.Store(store.NewMemory()).View(t.Context(), func(store.Reader) error { return nil }); err != nil {
		t.Fatal(err)
	}
	problems, err := testutil.GatherAndLint(registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	foreign := regexp.MustCompile(`^(go|process)_`)
	for _, family := range families {
		if !foreign.MatchString(family.GetName()) {
			names = append(names, family.GetName())
		}
	}
	want := []string{
		"auth0api_mock_access_tokens_issued_total", "auth0api_mock_http_request_duration_seconds", "auth0api_mock_http_requests_total",
		"auth0api_mock_signing_duration_seconds", "auth0api_mock_store_transaction_duration_seconds", "auth0api_mock_tenants",
	}
	if !slices.Equal(names, want) || len(families) == len(names) {
		t.Errorf("the metrics are %q, want %q and those of the process", names, want)
	}
}

// What a client sends does not become a label.
func TestClientsCannotMakeLabels(t *testing.T) {
	t.Parallel()
	m, registry := measured(t)
	for _, text := range []string{"", "BREW", "x\xff"} {
		m.Request(requestlog.Entry{Method: text, Path: "/" + text, Status: http.StatusNotFound})
		m.AccessTokenIssued(text, text)
		m.Signing(text)()
	}
	for _, name := range []string{"auth0api_mock_http_requests_total", "auth0api_mock_access_tokens_issued_total", "auth0api_mock_signing_duration_seconds"} {
		if all := values(t, registry, name); len(all) != 1 {
			t.Errorf("%s: %v", name, all)
		}
	}
}

func TestNoMetricsMeasureNothing(t *testing.T) {
	t.Parallel()
	var m *metrics.Metrics
	m.Request(requestlog.Entry{})
	m.CountTenants(func() int { return 1 })
	m.AccessTokenIssued("RS256", "")
	m.Signing("RS256")()
	memory := store.NewMemory()
	if m.Store(memory) != memory {
		t.Error("the store is another")
	}
}

func TestAMeasuredStoreReturnsTheErrorsOfTheStore(t *testing.T) {
	t.Parallel()
	m, _ := measured(t)
	st, refused := m.Store(store.NewMemory()), errors.New("refused")
	if err := st.View(t.Context(), func(store.Reader) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("View: %v", err)
	}
	if err := st.Update(t.Context(), func(store.Writer) error { return refused }); !errors.Is(err, refused) {
		t.Errorf("Update: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := st.View(ended, func(store.Reader) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View after the end: %v", err)
	}
}

// Another machine gets the metrics only if the operator allows it.
func TestWhoMayReadTheMetrics(t *testing.T) {
	t.Parallel()
	m, _ := measured(t)
	for _, test := range []struct {
		peer, host, method string
		remote             bool
		want               int
	}{
		{"127.0.0.1:1", "127.0.0.1:8080", http.MethodGet, false, http.StatusOK},
		{"10.0.0.7:1", "127.0.0.1:8080", http.MethodGet, false, http.StatusForbidden},
		{"127.0.0.1:1", "evil.test", http.MethodGet, false, http.StatusForbidden},
		{"10.0.0.7:1", "10.0.0.3:8080", http.MethodGet, true, http.StatusOK},
		{"127.0.0.1:1", "127.0.0.1:8080", http.MethodPost, false, http.StatusMethodNotAllowed},
	} {
		req := httptest.NewRequestWithContext(t.Context(), test.method, metrics.Path, http.NoBody)
		req.RemoteAddr, req.Host = test.peer, test.host
		recorded := httptest.NewRecorder()
		m.Handler(test.remote).ServeHTTP(recorded, req)
		body, err := io.ReadAll(recorded.Body)
		if err != nil || recorded.Code != test.want {
			t.Errorf("%+v: %d %v", test, recorded.Code, err)
		}
		if has := strings.Contains(string(body), "\ngo_goroutines "); has != (test.want == http.StatusOK) {
			t.Errorf("%+v: %s", test, body)
		}
	}
}

// BenchmarkToken is what the metrics add to a request for a token: one request, one token, one
// signature and, of the store, as many transactions as the token endpoint has.
func BenchmarkToken(b *testing.B) {
	m, err := metrics.New(prometheus.NewRegistry(), time.Now)
	if err != nil {
		b.Fatal(err)
	}
	const transactions = 4
	plain := store.NewMemory()
	measuredStore := m.Store(plain)
	nothing := func(store.Reader) error { return nil }
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			done := m.Signing("RS256")
			done()
			m.AccessTokenIssued("RS256", "client_credentials")
			m.Request(requestlog.Entry{Method: http.MethodPost, Route: "/oauth/token", Status: http.StatusOK, Duration: time.Millisecond})
			for range transactions {
				if err := measuredStore.View(context.Background(), nothing); err != nil {
					b.Error(err)
				}
			}
		}
	})
}
