package management

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"
)

// seen is a request that the fake tenant got.
type seen struct {
	method, path, query, authorization, contentType, body string
}

func (s seen) String() string { return s.method + " " + s.path }

// fakeTenant answers as the test's handler says, and records what it got.
type fakeTenant struct {
	*httptest.Server
	mu       sync.Mutex
	requests []seen
}

func newFakeTenant(t *testing.T, handle func(w http.ResponseWriter, r seen)) *fakeTenant {
	t.Helper()
	f := &fakeTenant{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		s := seen{
			method: r.Method, path: r.URL.EscapedPath(), query: r.URL.Query().Encode(),
			authorization: r.Header.Get("Authorization"), contentType: r.Header.Get("Content-Type"), body: string(body),
		}
		f.mu.Lock()
		f.requests = append(f.requests, s)
		f.mu.Unlock()
		handle(w, s)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *fakeTenant) got() []seen {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.requests)
}

func (f *fakeTenant) expect(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, r := range f.got() {
		got = append(got, r.String())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got the requests\n%v\nwant\n%v", got, want)
	}
}

// clock is the time of a test; sleeping moves it.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

// numbered gives token-1, and another after each refusal.
type numbered struct {
	mu      sync.Mutex
	refused int
}

func (n *numbered) Token(context.Context) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return "token-" + strconv.Itoa(n.refused+1), nil
}

func (n *numbered) Invalidate(token string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if token == "token-"+strconv.Itoa(n.refused+1) {
		n.refused++
	}
}

// client is a Client of the tenant whose waits take no time.
func (f *fakeTenant) client(maxRetries int) (*Client, *clock) {
	c := &clock{now: time.Unix(1_700_000_000, 0)}
	return New(resty.New().SetBaseURL(f.URL).SetResponseBodyLimit(1<<20), &numbered{}, Options{
		MaxRetries: maxRetries, VerifyAfter: -1, Now: c.Now, Sleep: c.Sleep,
		Jitter: func(d time.Duration) time.Duration { return d },
	}), c
}

func respond(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	fmt.Fprintf(w, "%s", text)
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	respond(w, status, map[string]any{"statusCode": status, "error": http.StatusText(status), "message": message, "errorCode": code})
}

// clientOver is a Client whose requests go to a function, for tests in a
// bubble of synctest, which has no network. Nothing waits for company.
func clientOver(transport roundTripper) *Client {
	over := resty.NewWithClient(&http.Client{Transport: transport}).SetBaseURL("http://tenant.test")
	client := New(over, &numbered{}, Options{MaxRetries: -1, VerifyAfter: -1, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	client.pacer.level.state = unlimited // as after a first answer that tells no limit
	return client
}

func jsonAnswer(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}
