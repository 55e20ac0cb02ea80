package mockserver

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// inProcess is a client of a tenant whose handler is h.
func inProcess(h http.HandlerFunc, onRequest func(RequestLogEntry)) *http.Client {
	s := &Server{handler: h, now: time.Now, onRequest: onRequest, managementRoutes: management.Routes}
	return &http.Client{Transport: s.Transport()}
}

func TestTransportHandsTheHandlerWhatAServerWouldRead(t *testing.T) {
	t.Parallel()
	client := inProcess(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("reading the body: %v", err)
		}
		for name, got := range map[string]string{
			"method": r.Method, "host": r.Host, "remote": r.RemoteAddr, "uri": r.RequestURI,
			"path": r.URL.EscapedPath(), "scheme": r.URL.Scheme, "body": string(body), "header": r.Header.Get("X-Test"),
		} {
			want := map[string]string{
				"method": "POST", "host": "tenant.example", "remote": InProcess, "uri": "/api/v2/x%2Fy?q=1",
				"path": "/api/v2/x%2Fy", "scheme": "", "body": "hello", "header": "yes",
			}[name]
			if got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusCreated)
		w.Header().Set("Too-Late", "1")
		_, _ = io.WriteString(w, "made")
	}, nil)

	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://tenant.example/api/v2/x%2Fy?q=1#f", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Test", "yes")
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusCreated || res.Status != "201 Created" || string(body) != "made" || res.ContentLength != 4 {
		t.Errorf("answer %q with body %q of length %d", res.Status, body, res.ContentLength)
	}
	if res.Header.Get("Content-Length") != "4" || res.Header.Get("Too-Late") != "" {
		t.Errorf("headers %v", res.Header)
	}
	if req.URL.Host != "tenant.example" {
		t.Error("the caller's request was changed")
	}
}

// A handler that never answers does not hold a caller whose context ended, and
// sees that it ended.
func TestTransportReturnsWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	entered, left := make(chan struct{}), make(chan struct{})
	client := inProcess(func(_ http.ResponseWriter, r *http.Request) {
		close(entered)
		<-r.Context().Done()
		close(left)
	}, nil)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-entered
		cancel()
	}()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://tenant.example/", nil)
	res, err := client.Do(req)
	if err == nil {
		res.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	<-left
}

func TestTransportClosesTheBodyOfARequestThatIsOver(t *testing.T) {
	t.Parallel()
	client := inProcess(func(http.ResponseWriter, *http.Request) { t.Error("the handler was called") }, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	body := &closing{Reader: strings.NewReader("x")}
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, "https://tenant.example/", body)
	res, err := client.Transport.RoundTrip(req)
	if err == nil {
		res.Body.Close()
	}
	if !errors.Is(err, context.Canceled) || !body.closed {
		t.Errorf("error %v, body closed %v", err, body.closed)
	}
}

type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error {
	c.closed = true
	return nil
}

func TestPanicBecomesAJSON500AndIsLogged(t *testing.T) {
	t.Parallel()
	var logged RequestLogEntry
	client := inProcess(func(http.ResponseWriter, *http.Request) { panic("boom") }, func(e RequestLogEntry) { logged = e })
	res, err := client.Get("https://tenant.example/api/v2/clients?secret=s3cret")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusInternalServerError || !strings.Contains(string(body), `"statusCode":500`) {
		t.Errorf("answer %s: %s", res.Status, body)
	}
	if strings.Contains(string(body), "boom") {
		t.Errorf("the answer tells the panic: %s", body)
	}
	if logged.Status != http.StatusInternalServerError || !strings.HasPrefix(logged.Panic, "boom\n") || logged.Path != "/api/v2/clients" {
		t.Errorf("logged %+v", logged)
	}
}

func TestPanicAfterTheAnswerBeganCutsIt(t *testing.T) {
	t.Parallel()
	client := inProcess(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"half":`)
		panic("boom")
	}, nil)
	res, err := client.Get("https://tenant.example/")
	if err == nil {
		res.Body.Close()
		t.Fatalf("an answer of status %d, want an error", res.StatusCode)
	}
}
