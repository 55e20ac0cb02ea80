// Package mocktest starts a mock tenant in a Go test, as httptest starts a
// server.
package mocktest

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

// Mock is a running mock tenant. The test's cleanup stops it.
type Mock struct {
	// URL is the tenant's base URL, without a slash at the end.
	URL string
	// ClientID and ClientSecret are the credentials of the client that may manage the
	// tenant.
	ClientID, ClientSecret string
	// CertificateFile is the PEM file for SSL_CERT_FILE; empty without TLS.
	CertificateFile string
	// Server is the tenant itself, or the first of its replicas.
	Server *mockserver.Server
	// Requests is the log of the clients' requests. It does not include calls of API
	// and requests to the control API.
	Requests *requestlog.Log
	// Faults are the tenant's faults, and Clock is its clock. Both can be changed, also
	// through the control API (see package control).
	Faults *faults.Faults
	Clock  *faults.Clock

	servers *balancer
	tb      testing.TB
}

// Option is an option of Start.
type Option func(*settings)

type settings struct {
	options mockserver.Options
	tls     bool
	wrap    func(http.Handler) http.Handler
	// database is the URL of the database of the replicas; empty without replicas.
	database string
	replicas int
}

// WithTLS serves https with httptest's certificate for 127.0.0.1.
func WithTLS() Option { return func(s *settings) { s.tls = true } }

// WithIssuer sets the tenant's issuer, such as "https://tenant.test/", for clients that
// accept no port. Their requests must be sent to [Mock.URL].
func WithIssuer(issuer string) Option { return func(s *settings) { s.options.Issuer = issuer } }

// WithDataFile stores the tenant in a file. It has one server; see [WithReplicas].
func WithDataFile(path string) Option { return func(s *settings) { s.options.DataFile = path } }

// WithClock replaces time.Now as the base of the tenant's clock. See [Mock.Clock] to stop
// or set the clock.
func WithClock(now func() time.Time) Option { return func(s *settings) { s.options.Now = now } }

// WithMiddleware wraps the tenant in a handler, which may observe or answer requests.
func WithMiddleware(wrap func(tenant http.Handler) http.Handler) Option {
	return func(s *settings) { s.wrap = wrap }
}

// WithSigningKeys sets the first keys of the tenant, current and next. With them, a test
// can forge tokens.
func WithSigningKeys(pairs ...keys.Pair) Option {
	return func(s *settings) { s.options.SigningKeys = pairs }
}

// WithTenantSettings sets settings of the tenant, in the form of a PATCH of
// /tenants/settings.
func WithTenantSettings(tenant map[string]any) Option {
	return func(s *settings) { s.options.TenantSettings = tenant }
}

// WithRemoveAlgFromJWKS sets the tenant's flag of this name.
func WithRemoveAlgFromJWKS() Option {
	return WithTenantSettings(map[string]any{"flags": map[string]any{"remove_alg_from_jwks": true}})
}

// WithIntrospection enables token introspection; see [mockserver.Options].
func WithIntrospection() Option { return func(s *settings) { s.options.Introspection = true } }

// WithCIMDFromLoopback also fetches client ID metadata documents from this machine.
func WithCIMDFromLoopback() Option {
	return func(s *settings) { s.options.CIMDAllowLoopback = true }
}

// WithCIMDRoots replaces the certificate authorities that the hosts of client ID metadata
// documents must have.
func WithCIMDRoots(roots *x509.CertPool) Option {
	return func(s *settings) { s.options.CIMDRoots = roots }
}

// WithPage enables the tenant's page, at / (see package page).
func WithPage() Option { return func(s *settings) { s.options.Page = true } }

// WithFaults sets the tenant's faults at start.
func WithFaults(f faults.Settings) Option { return func(s *settings) { s.options.Faults = f } }

// WithSleep replaces the wait for latency and slow responses.
func WithSleep(sleep func(context.Context, time.Duration) error) Option {
	return func(s *settings) { s.options.Sleep = sleep }
}

// Start runs a mock tenant on a loopback port until the test ends. By default it is in
// memory, and shares its signing keys with all tenants of the process. If the environment
// variable AUTH0API_TEST_DATABASE is set, it has three replicas; see [DatabaseVariable].
func Start(tb testing.TB, opts ...Option) *Mock {
	tb.Helper()
	s := settings{
		options:  mockserver.Options{SigningKeys: signingKeys(tb), Shared: shared(), Control: true},
		database: os.Getenv(DatabaseVariable), replicas: defaultReplicas,
	}
	for _, opt := range opts {
		opt(&s)
	}

	web := httptest.NewUnstartedServer(nil)
	scheme := "http://"
	if s.tls {
		scheme = "https://"
	}
	if s.options.Issuer == "" {
		// The issuer is the address. Before the server starts, only the listener has it.
		s.options.Issuer = scheme + web.Listener.Addr().String() + "/"
	}
	var requests *requestlog.Log
	n := 1
	if s.replicated() {
		requests, n = s.prepareReplicas(tb), s.replicas
	}
	servers := &balancer{}
	if err := servers.open(tb.Context(), s.options, n); err != nil {
		web.Listener.Close()
		tb.Fatalf("starting a mock tenant: %v", err)
	}
	web.Config.Handler = servers
	if s.wrap != nil {
		web.Config.Handler = s.wrap(servers)
	}

	mock := newMock(tb, servers)
	if requests != nil {
		mock.Requests = requests
	}
	if s.tls {
		web.StartTLS()
		mock.CertificateFile = writeCertificate(tb, web)
	} else {
		web.Start()
	}
	mock.URL = web.URL
	tb.Cleanup(func() {
		web.Close()
		if err := servers.close(); err != nil {
			tb.Errorf("stopping the mock tenant: %v", err)
		}
	})
	return mock
}

func newMock(tb testing.TB, servers *balancer) *Mock {
	first := servers.servers[0]
	return &Mock{
		ClientID:     first.ClientID(),
		ClientSecret: first.ClientSecret(),
		Server:       first,
		Requests:     first.Requests(),
		Faults:       first.Faults(),
		Clock:        first.Clock(),
		servers:      servers,
		tb:           tb,
	}
}

// Reset returns to the objects, faults and clock of the start; see
// [mockserver.Server.Reset].
func (m *Mock) Reset() {
	m.tb.Helper()
	if err := m.Server.Reset(m.tb.Context()); err != nil {
		m.tb.Fatalf("resetting the mock tenant: %v", err)
	}
	m.Requests.Reset()
}

// Snapshot returns the tenant as it is now, for Restore.
func (m *Mock) Snapshot() *mockserver.Snapshot {
	m.tb.Helper()
	snapshot, err := m.Server.Snapshot(m.tb.Context())
	if err != nil {
		m.tb.Fatalf("taking a snapshot of the mock tenant: %v", err)
	}
	return snapshot
}

// Restore returns to a snapshot; see [mockserver.Server.Restore].
func (m *Mock) Restore(snapshot *mockserver.Snapshot) {
	m.tb.Helper()
	if err := m.Server.Restore(m.tb.Context(), snapshot); err != nil {
		m.tb.Fatalf("restoring the mock tenant: %v", err)
	}
	m.Requests.Reset()
}

// API calls the Management API, not through Terraform, with the bootstrap client's token
// (see [mockserver.Server.Admin]). It fails the test if the status is not 2xx.
func (m *Mock) API(method, path string, body, out any) {
	m.tb.Helper()
	if err := m.servers.next().Admin(m.tb.Context(), method, path, body, out); err != nil {
		m.tb.Fatalf("calling the Management API: %v", err)
	}
}

func writeCertificate(tb testing.TB, web *httptest.Server) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), mockserver.CertificateFile)
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw})
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}
