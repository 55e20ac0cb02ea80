package mocktest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/loopback"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

// Tenants is a server with many mock tenants. The test's cleanup stops it.
type Tenants struct {
	// URL is the base URL of the domain, without a slash at the end: the control API of
	// the tenants is below it.
	URL string
	// Registry is the tenants.
	Registry *tenants.Registry

	tb testing.TB
}

// sharedKeys are the signing keys of all tenants in a process.
type sharedKeys []keys.Pair

// Take implements tenants.KeySource. The IDs of the keys differ for each tenant.
func (s sharedKeys) Take(context.Context, int) ([]keys.Pair, error) { return s, nil }

// StartTenants runs a server with many tenants in memory on a loopback port until the test
// ends. The options apply to each tenant, except for those of the listener, the issuer and
// the data file; they have no replicas. All tenants of the process share the material of their signing keys; the
// IDs of the keys differ.
func StartTenants(tb testing.TB, opts ...Option) *Tenants {
	tb.Helper()
	s := settings{}
	for _, opt := range opts {
		opt(&s)
	}
	if s.tls || s.wrap != nil || s.options.Issuer != "" || s.options.DataFile != "" {
		tb.Fatal("mocktest.StartTenants has no TLS, middleware, issuer or data file")
	}
	s.options.Control = true
	web := httptest.NewUnstartedServer(nil)
	_, port, err := net.SplitHostPort(web.Listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	base := "http://" + net.JoinHostPort("localhost", port)
	registry, err := tenants.Open(tb.Context(), tenants.Options{URL: base, Tenant: s.options, Keys: sharedKeys(signingKeys(tb)), Max: 1 << 20, Now: s.options.Now})
	if err != nil {
		web.Listener.Close()
		tb.Fatalf("starting mock tenants: %v", err)
	}
	web.Config.Handler = registry
	web.Start()
	tb.Cleanup(func() {
		web.Close()
		if err := registry.Close(); err != nil {
			tb.Errorf("stopping the mock tenants: %v", err)
		}
	})
	return &Tenants{URL: base, Registry: registry, tb: tb}
}

// Tenant creates an empty tenant.
func (t *Tenants) Tenant(name string) *Mock { return t.create(tenants.Request{Name: name}) }

// Copy creates a tenant that is a copy of another one; see [mockserver.Options].From.
func (t *Tenants) Copy(name, from string) *Mock {
	return t.create(tenants.Request{Name: name, From: from})
}

func (t *Tenants) create(request tenants.Request) *Mock {
	t.tb.Helper()
	server, _, err := t.Registry.Create(t.tb.Context(), request)
	if err != nil {
		t.tb.Fatal(err)
	}
	mock := newMock(t.tb, &balancer{servers: []*mockserver.Server{server}})
	mock.URL = strings.TrimSuffix(server.Issuer(), "/")
	return mock
}

// Client returns an HTTP client that connects to this machine for all names below .localhost,
// which the system's resolver need not know.
func (t *Tenants) Client() *http.Client {
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, loopback.DialAddress(address))
	}}
	t.tb.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}
