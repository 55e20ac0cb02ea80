package tenant

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// newClient returns a client of a fake tenant.
func newClient(t *testing.T, handler http.HandlerFunc, options HTTPOptions) (*resty.Client, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	domain, err := ParseDomain(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return NewHTTPClient(domain, options), server.URL
}

func TestEveryRequestHasAUserAgent(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("User-Agent"), " ", r.Header.Get("Accept"))
	}, HTTPOptions{UserAgent: "terraform-provider-auth0api/1.2.3 Terraform/1.14.0"})
	answer, err := client.R().Get("/")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := answer.String(), "terraform-provider-auth0api/1.2.3 Terraform/1.14.0 application/json"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("another host got a request with Authorization %q", r.Header.Get("Authorization"))
	}))
	defer elsewhere.Close()
	client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		case "/moved":
			http.Redirect(w, r, "/goal", http.StatusFound)
		case "/kept":
			http.Redirect(w, r, "/goal", http.StatusTemporaryRedirect)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusTemporaryRedirect)
		default:
			fmt.Fprint(w, r.Method)
		}
	}, HTTPOptions{})
	for _, c := range []struct{ method, path, body, says string }{
		{method: "GET", path: "/away", says: "another host"},
		{method: "GET", path: "/moved", body: "GET"},
		{method: "PATCH", path: "/moved", says: "redirects a PATCH"},
		{method: "PATCH", path: "/kept", body: "PATCH"},
		{method: "GET", path: "/circle", says: "more than 5 times"},
	} {
		t.Run(c.method+c.path, func(t *testing.T) {
			answer, err := client.R().SetAuthToken("secret").SetBody("{}").Execute(c.method, c.path)
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got error %v, want one that says %q", err, c.says)
				}
				return
			}
			if err != nil || answer.String() != c.body {
				t.Errorf("got %q, %v; want %q", answer, err, c.body)
			}
		})
	}
}

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	client, _ := newClient(t, func(w http.ResponseWriter, r *http.Request) {
		chunk := make([]byte, 1<<20)
		for range 16 {
			w.Write(chunk)
		}
		if r.URL.Path == "/more" {
			w.Write(chunk[:1])
		}
	}, HTTPOptions{})
	if answer, err := client.R().Get("/just"); err != nil || len(answer.Body()) != maxResponseBody {
		t.Errorf("16 MiB: got an error %v and %d bytes", err, len(answer.Body()))
	}
	if _, err := client.R().Get("/more"); !errors.Is(err, resty.ErrResponseBodyTooLarge) {
		t.Errorf("a byte more: got error %v, want ErrResponseBodyTooLarge", err)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	domain, err := ParseDomain(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewHTTPClient(domain, HTTPOptions{}).R().Get("/"); err == nil || !strings.Contains(err.Error(), "protocol version") {
		t.Errorf("got error %v, want one about the protocol version", err)
	}
}

func TestFiftyParallelRequestsKeepTheirConnections(t *testing.T) {
	t.Parallel()
	const parallel = 50
	var mu sync.Mutex
	connections := map[string]bool{}
	arrived := make(chan struct{}, parallel)
	release := make(chan struct{})
	client, _ := newClient(t, func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		connections[r.RemoteAddr] = true
		mu.Unlock()
		arrived <- struct{}{}
		<-release
	}, HTTPOptions{})
	for range 3 {
		var group sync.WaitGroup
		for range parallel {
			group.Go(func() {
				if _, err := client.R().Get("/"); err != nil {
					t.Error(err)
				}
			})
		}
		for range parallel {
			<-arrived
		}
		for range parallel {
			release <- struct{}{}
		}
		group.Wait()
	}
	// A connection that becomes idle just too late for reuse is replaced.
	if got := len(connections); got > parallel+10 {
		t.Errorf("3 rounds of %d parallel requests took %d connections", parallel, got)
	}
}

// failing is a transport that never gets a response.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestLog(t *testing.T) {
	t.Parallel()
	var now time.Time
	clock := func() time.Time { now = now.Add(7 * time.Millisecond); return now }
	client, _ := newClient(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Limit", "50")
		w.Header().Set("X-RateLimit-Remaining", "49")
		w.Header().Set("X-RateLimit-Reset", "1700000000")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"client_secret":"hunter2"}`)
	}, HTTPOptions{Now: clock})
	var output bytes.Buffer
	ctx := tflog.SetField(tflogtest.RootLogger(t.Context(), &output), "attempt", 3)
	_, err := client.R().SetContext(ctx).SetAuthToken("hunter2").SetQueryParam("q", "hunter2").
		SetBody(`{"signing_secret":"hunter2"}`).Patch("/api/v2/resource-servers/https:%2F%2Fa")
	if err != nil {
		t.Fatal(err)
	}
	lines, err := tflogtest.MultilineJSONDecode(&output)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"@level": "debug", "method": "PATCH", "path": "/api/v2/resource-servers/https:%2F%2Fa", "status": 429.0, "attempt": 3.0,
		"duration_ms": 7.0, "ratelimit_limit": "50", "ratelimit_remaining": "49", "ratelimit_reset": "1700000000",
	}
	if len(lines) != 1 {
		t.Fatalf("got %d lines, want 1: %v", len(lines), lines)
	}
	for field, value := range want {
		if lines[0][field] != value {
			t.Errorf("%s is %v, want %v", field, lines[0][field], value)
		}
	}
	if strings.Contains(fmt.Sprint(lines), "hunter2") {
		t.Errorf("the log holds a secret: %v", lines)
	}
}

func TestLogOfAFailure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err   error
		level string
		says  string
	}{
		{errors.New("connection refused"), "error", "connection refused"},
		{context.Canceled, "debug", "context canceled"},
		{errors.New(`invalid proxy address "http://user:hun/ter2@proxy"`), "error", "//…@proxy"},
	} {
		var output bytes.Buffer
		client, _ := newClient(t, nil, HTTPOptions{Transport: failing{c.err}})
		_, err := client.R().SetContext(tflogtest.RootLogger(t.Context(), &output)).Get("/x")
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "ter2") {
			t.Fatalf("got error %v, want one that says %q", err, c.says)
		}
		lines, err := tflogtest.MultilineJSONDecode(&output)
		if err != nil || len(lines) != 1 {
			t.Fatalf("got %v, %v; want one line", lines, err)
		}
		text, _ := lines[0]["error"].(string)
		if lines[0]["@level"] != c.level || !strings.Contains(text, c.says) || strings.Contains(text, "ter2") {
			t.Errorf("got %v; want level %s and %q", lines[0], c.level, c.says)
		}
	}
}
