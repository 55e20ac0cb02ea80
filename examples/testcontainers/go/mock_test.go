package appointments

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

// image is the mock tenant's image. MOCK_SERVER is the path of a terraform-provider-auth0api
// that runs instead of it, without Docker.
const image = "ghcr.io/auth0api/auth0api-mock:latest"

// A Server is a mock server with a tenant for each test.
type Server struct {
	url, key string
	// Client reaches the names below localhost, which not every system resolves.
	Client *http.Client
}

// A Tenant is what one test has for itself.
type Tenant struct {
	Name         string
	Issuer       string
	Domain       string
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
}

// Start runs a mock server until the test ends: the program of MOCK_SERVER, or else the image.
// Without both, it skips the test.
func Start(t *testing.T) *Server {
	t.Helper()
	address := freeAddress(t)
	server := &Server{url: "http://" + strings.Replace(address, "127.0.0.1", "localhost", 1), key: rand.Text()}
	server.Client = &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}}
	if program := os.Getenv("MOCK_SERVER"); program != "" {
		server.startProgram(t, program, address)
	} else {
		server.startContainer(t, address)
	}
	return server
}

func (s *Server) startProgram(t *testing.T, program, address string) {
	t.Helper()
	ready := filepath.Join(t.TempDir(), "ready")
	cmd := exec.CommandContext(t.Context(), program, "mock-server", "--tenants", "--listen", address, "--domain", s.url, "--ready-file", ready)
	cmd.Env = append(os.Environ(), "AUTH0_MOCK_CONTROL_KEY="+s.key)
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() }) // the end of the test's context killed it
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(ready); err == nil {
			return
		}
		if time.Now().After(deadline) {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			t.Fatalf("the mock server is not ready after 30 seconds: %s", &log)
		}
	}
}

func (s *Server) startContainer(t *testing.T, address string) {
	t.Helper()
	testcontainers.SkipIfProviderIsNotHealthy(t)
	_, port, _ := net.SplitHostPort(address)
	container, err := testcontainers.Run(t.Context(), image,
		testcontainers.WithCmd("--tenants", "--domain", s.url),
		testcontainers.WithEnv(map[string]string{"AUTH0_MOCK_CONTROL_KEY": s.key}),
		// The port is fixed, because it is a part of the issuers of the tenants.
		testcontainers.WithExposedPorts("127.0.0.1:"+port+":8080/tcp"),
		testcontainers.WithWaitStrategy(wait.ForHTTP("/_mock/health/ready").WithPort("8080/tcp")),
	)
	testcontainers.CleanupContainer(t, container)
	if err != nil {
		t.Fatal(err)
	}
}

// NewTenant creates a tenant, which the test's cleanup deletes.
func (s *Server) NewTenant(t *testing.T) Tenant {
	t.Helper()
	var tenant Tenant
	s.control(t.Context(), t, http.MethodPost, "/_mock/tenants", &tenant)
	t.Cleanup(func() {
		s.control(context.WithoutCancel(t.Context()), t, http.MethodDelete, "/_mock/tenants/"+tenant.Name, nil)
	})
	return tenant
}

// control calls the control API.
func (s *Server) control(ctx context.Context, t *testing.T, method, path string, out any) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, method, s.url+path, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+s.key)
	res, err := s.Client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		t.Fatalf("%s %s: %s", method, path, res.Status)
	}
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			t.Fatal(err)
		}
	}
}

// freeAddress returns a loopback address that nothing listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
