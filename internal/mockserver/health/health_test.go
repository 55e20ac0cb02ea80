package health

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func ask(t *testing.T, h *Health, method, path string) (status int, body string) {
	t.Helper()
	recorded := httptest.NewRecorder()
	h.ServeHTTP(recorded, httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody))
	return recorded.Code, strings.TrimSpace(recorded.Body.String())
}

func pass(context.Context) error { return nil }

func TestAReadyServerIsLiveAndReady(t *testing.T) {
	t.Parallel()
	h := New(Options{Checks: []Check{{"store", pass}, {"signing_keys", pass}}})
	for path, want := range map[string]string{
		Path:      `{"live":true,"ready":true,"checks":{"listener":"ok","signing_keys":"ok","store":"ok"}}`,
		LivePath:  `{"live":true}`,
		ReadyPath: `{"ready":true,"checks":{"listener":"ok","signing_keys":"ok","store":"ok"}}`,
	} {
		if status, body := ask(t, h, http.MethodGet, path); status != http.StatusOK || body != want {
			t.Errorf("%s: %d %s, want %s", path, status, body, want)
		}
	}
	if status, _ := ask(t, h, http.MethodPost, Path); status != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", status)
	}
	if status, _ := ask(t, h, http.MethodGet, Path+"/other"); status != http.StatusNotFound {
		t.Errorf("an unknown path: %d", status)
	}
	if err := h.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// The reason may name hosts, users and files. It is for the log, once.
func TestAFailedCheckIsNamedAndItsReasonIsOnlyLogged(t *testing.T) {
	t.Parallel()
	var lines []string
	reason := errors.New("dial tcp db.internal:5432: connection refused")
	h := New(Options{
		Checks: []Check{{"store", func(context.Context) error { return reason }}, {"signing_keys", pass}},
		Log:    func(line string) { lines = append(lines, line) },
	})
	for range 2 {
		status, body := ask(t, h, http.MethodGet, Path)
		if want := `{"live":true,"ready":false,"checks":{"listener":"ok","signing_keys":"ok","store":"failed"}}`; status != http.StatusServiceUnavailable || body != want {
			t.Errorf("%d %s, want %s", status, body, want)
		}
	}
	if status, body := ask(t, h, http.MethodGet, LivePath); status != http.StatusOK {
		t.Errorf("a process without its store is alive: %d %s", status, body)
	}
	if len(lines) != 1 || !strings.Contains(lines[0], "store") || !strings.Contains(lines[0], "connection refused") {
		t.Errorf("the log has %q", lines)
	}
	if err := h.Check(t.Context()); !errors.Is(err, reason) {
		t.Errorf("Check: %v", err)
	}
	reason = nil
	if status, _ := ask(t, h, http.MethodGet, Path); status != http.StatusOK || len(lines) != 2 || !strings.Contains(lines[1], "passes again") {
		t.Errorf("%d, the log has %q", status, lines)
	}
}

func TestADrainingServerIsLiveAndNotReady(t *testing.T) {
	t.Parallel()
	h := New(Options{Checks: []Check{{"store", pass}}})
	h.Drain()
	if status, body := ask(t, h, http.MethodGet, ReadyPath); status != http.StatusServiceUnavailable || body != `{"ready":false,"checks":{"listener":"draining","store":"ok"}}` {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := ask(t, h, http.MethodGet, LivePath); status != http.StatusOK {
		t.Errorf("live: %d", status)
	}
	if h.Check(t.Context()) == nil {
		t.Error("Check passes")
	}
}

func TestACheckThatHangsTimesOut(t *testing.T) {
	t.Parallel()
	hang := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	h := New(Options{Checks: []Check{{"store", hang}}, Timeout: time.Millisecond})
	if status, body := ask(t, h, http.MethodGet, Path); status != http.StatusServiceUnavailable || !strings.Contains(body, `"store":"timed out"`) {
		t.Errorf("%d %s", status, body)
	}
}

// A thousand probes at once are one question to the store.
func TestConcurrentRequestsShareACheck(t *testing.T) {
	t.Parallel()
	var running, most atomic.Int64
	h := New(Options{Timeout: time.Minute, Checks: []Check{{"store", func(context.Context) error {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		time.Sleep(time.Microsecond)
		return nil
	}}}})
	var all sync.WaitGroup
	for range 1000 {
		all.Go(func() {
			if status, body := ask(t, h, http.MethodGet, ReadyPath); status != http.StatusOK {
				t.Errorf("%d %s", status, body)
			}
		})
	}
	all.Wait()
	if most.Load() != 1 {
		t.Errorf("%d checks ran at once", most.Load())
	}
}
