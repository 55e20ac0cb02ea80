package mockserver_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

const (
	// loadTime is for how long the load lasts, such as 30s; `make load` sets it.
	loadTime = "AUTH0API_LOAD"
	// loadSample is for how long without it.
	loadSample = time.Second
	// loadRequests ends a load early.
	loadRequests = 1_000_000
	// loadConnections are used at the same time.
	loadConnections = 64
	// growth is what the heap may have more after the load than before, in bytes.
	growth = 256 << 10
)

// TestMixedLoad has 64 connections read, write and ask for tokens. Run it with
// the race detector, as `make load` does.
func TestMixedLoad(t *testing.T) { // not parallel: it counts goroutines and memory
	duration := loadSample
	if text := os.Getenv(loadTime); text != "" {
		var err error
		if duration, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	for name, file := range map[string]string{"in memory": "", "on a file": filepath.Join(t.TempDir(), "tenant.db")} {
		t.Run(name, func(t *testing.T) {
			goroutines := runtime.NumGoroutine()
			load := startLoad(t, file)
			load.run(t, time.Now().Add(max(duration/4, loadSample))) // what is made once, or is bounded, is made now
			before := load.heap()
			started := load.requests.Load()
			load.run(t, time.Now().Add(duration))
			after := load.heap()
			if after > before+growth {
				t.Errorf("the heap had %d bytes before the load, and has %d after it", before, after)
			}
			t.Logf("%d requests in %s; the heap changed by %d bytes", load.requests.Load()-started, duration, int64(after)-int64(before))
			load.nothingIsLeft(t)
			load.stop(t)
			// A connection's goroutine may end a little after the connection.
			for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > goroutines && time.Now().Before(end); {
				runtime.Gosched()
			}
			if n := runtime.NumGoroutine(); n > goroutines {
				stacks := make([]byte, 1<<20)
				t.Errorf("there were %d goroutines before the load, and are %d after it:\n%s", goroutines, n, stacks[:runtime.Stack(stacks, true)])
			}
		})
	}
}

// heap is what the tenant and its clients hold, in bytes, apart from the log of
// requests, which is bounded on its own.
func (l *load) heap() uint64 {
	l.server.Requests().Reset()
	runtime.GC()
	runtime.GC() // what the first one finalised
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// load is a tenant on a port, and those who ask it.
type load struct {
	server    *mockserver.Server
	url       string
	transport *http.Transport
	token     string
	requests  atomic.Int64
	stop      func(*testing.T)
}

func startLoad(t *testing.T, file string) *load {
	t.Helper()
	listener, err := mockserver.Listen(t.Context(), "127.0.0.1:0", nil)
	if err != nil {
		t.Fatal(err)
	}
	server, err := mockserver.New(t.Context(), mockserver.Options{Issuer: listener.URL() + "/", DataFile: file})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- listener.Serve(ctx, server) }()
	l := &load{
		server: server, url: listener.URL(),
		transport: &http.Transport{MaxConnsPerHost: loadConnections, MaxIdleConnsPerHost: loadConnections},
	}
	l.stop = func(t *testing.T) {
		t.Helper()
		l.transport.CloseIdleConnections()
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	}
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := l.ask(t.Context(), http.MethodPost, "/oauth/token", credentials(server.ClientID(), server.ClientSecret(), l.url+"/api/v2/"), &answer); err != nil {
		t.Fatal(err)
	}
	l.token = answer.Token
	return l
}

func credentials(id, secret, audience string) url.Values {
	return url.Values{"grant_type": {"client_credentials"}, "client_id": {id}, "client_secret": {secret}, "audience": {audience}}
}

// ask sends a form to the Authentication API, or JSON to the Management API. An
// answer other than 2xx is an error.
func (l *load) ask(ctx context.Context, method, path string, body, answer any) error {
	var text []byte
	mediaType := "application/json"
	if form, ok := body.(url.Values); ok {
		text, mediaType = []byte(form.Encode()), "application/x-www-form-urlencoded"
	} else if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, l.url+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", mediaType)
	if mediaType == "application/json" {
		req.Header.Set("Authorization", "Bearer "+l.token)
	}
	l.requests.Add(1)
	res, err := l.transport.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s %s: %s %s", method, path, res.Status, read)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(read, answer)
}

// run has each connection do one thing after the other until the time comes.
func (l *load) run(t *testing.T, until time.Time) {
	t.Helper()
	var all sync.WaitGroup
	for i := range loadConnections {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(i), 1))
			for time.Now().Before(until) && l.requests.Load() < loadRequests {
				if err := l.life(t.Context(), i, random); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
}

// life makes an API, a client and a grant, uses them, and removes them.
func (l *load) life(ctx context.Context, worker int, random *rand.Rand) error {
	identifier := fmt.Sprintf("https://worker-%d.example.test/", worker)
	var api struct {
		ID string `json:"id"`
	}
	var client struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	if err := l.ask(ctx, http.MethodPost, "/api/v2/resource-servers", map[string]any{"identifier": identifier, "scopes": scopes(1)}, &api); err != nil {
		return err
	}
	if err := l.ask(ctx, http.MethodPost, "/api/v2/clients", map[string]any{"name": identifier, "app_type": "non_interactive"}, &client); err != nil {
		return err
	}
	grant := map[string]any{"client_id": client.ID, "audience": identifier, "scope": []string{"scope:0"}}
	if err := l.ask(ctx, http.MethodPost, "/api/v2/client-grants", grant, nil); err != nil {
		return err
	}
	uses := []func() error{
		func() error { return l.ask(ctx, http.MethodGet, "/api/v2/resource-servers/"+api.ID, nil, nil) },
		func() error { return l.ask(ctx, http.MethodGet, "/api/v2/clients/"+client.ID, nil, nil) },
		func() error {
			return l.ask(ctx, http.MethodGet, "/api/v2/client-grants?client_id="+client.ID, nil, nil)
		},
		func() error { return l.ask(ctx, http.MethodGet, "/api/v2/resource-servers?per_page=100", nil, nil) },
		func() error {
			return l.ask(ctx, http.MethodPost, "/oauth/token", credentials(client.ID, client.Secret, identifier), nil)
		},
		func() error {
			return l.ask(ctx, http.MethodPatch, "/api/v2/resource-servers/"+api.ID, map[string]any{"scopes": scopes(1 + random.IntN(20))}, nil)
		},
		func() error { return l.ask(ctx, http.MethodGet, "/.well-known/jwks.json", nil, nil) },
	}
	for range 20 {
		if err := uses[random.IntN(len(uses))](); err != nil {
			return err
		}
	}
	if err := l.ask(ctx, http.MethodDelete, "/api/v2/clients/"+client.ID, nil, nil); err != nil {
		return err
	}
	return l.ask(ctx, http.MethodDelete, "/api/v2/resource-servers/"+api.ID, nil, nil)
}

func scopes(n int) []map[string]string {
	out := make([]map[string]string, n)
	for i := range out {
		out[i] = map[string]string{"value": fmt.Sprintf("scope:%d", i)}
	}
	return out
}

// nothingIsLeft checks that the tenant holds what it did at its start.
func (l *load) nothingIsLeft(t *testing.T) {
	t.Helper()
	for path, want := range map[string]int{"/resource-servers": 1, "/clients": 2, "/client-grants": 1} {
		var objects []map[string]any
		if err := l.server.Admin(t.Context(), http.MethodGet, path, nil, &objects); err != nil || len(objects) != want {
			t.Errorf("%s: %d objects are left (%v), want %d: the Management API, the client that may manage it, and the global one", path, len(objects), err, want)
		}
	}
}
