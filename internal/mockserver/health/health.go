// Package health serves the health of a mock server, for probes such as those of
// Kubernetes:
//
//	GET /_mock/health        both, as JSON: 200 if the server is ready, else 503
//	GET /_mock/health/live   200 while the process answers
//	GET /_mock/health/ready  200 if every check passes, else 503
//
// Any machine may ask, because a kubelet and a load balancer probe from elsewhere. So a
// response names the checks and whether they passed, and never why: the reason can name
// hosts and files, and is written to the log.
package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/auth0api/terraform-provider-auth0api/internal/flight"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// The paths that a [Health] serves.
const (
	Path      = "/_mock/health"
	LivePath  = Path + "/live"
	ReadyPath = Path + "/ready"
)

// DefaultTimeout limits the checks of one request. It is below the second that a kubelet
// waits by default, so that the kubelet gets an answer that says which check failed.
const DefaultTimeout = 800 * time.Millisecond

// The results of a check, as a response has them.
const (
	passed   = "ok"
	failed   = "failed"
	timedOut = "timed out"
)

// listenerCheck is the check that fails while the server drains.
const listenerCheck = "listener"

// draining is the result of listenerCheck after [Health.Drain].
const draining = "draining"

// Check is one condition of readiness.
type Check struct {
	// Name is its name in responses, such as "store".
	Name string
	// Run returns why the server is not ready, or nil. It must honour its context.
	Run func(context.Context) error
}

// Options are the options of [New].
type Options struct {
	Checks []Check
	// Timeout limits the checks of one request. Zero means [DefaultTimeout].
	Timeout time.Duration
	// Log gets a line when a check begins to fail, with the reason, and when it passes
	// again. Nil discards them. It may be called concurrently.
	Log func(line string)
}

// Health serves the paths of this package. It is safe for concurrent use.
type Health struct {
	checks  []Check
	timeout time.Duration
	log     func(string)
	drained atomic.Bool

	// running shares a check among concurrent requests, so that requests from anywhere
	// cannot make the store busy.
	running flight.Group[string, struct{}]

	mu      sync.Mutex
	failing map[string]bool
}

// New returns the health of a server.
func New(o Options) *Health {
	h := &Health{checks: o.Checks, timeout: o.Timeout, log: o.Log, failing: map[string]bool{}}
	if h.timeout == 0 {
		h.timeout = DefaultTimeout
	}
	if h.log == nil {
		h.log = func(string) {}
	}
	return h
}

// Drain makes the server not ready from now on, because it is about to stop.
func (h *Health) Drain() { h.drained.Store(true) }

// Serves reports whether the escaped path is one of this package.
func Serves(path string) bool { return path == Path || strings.HasPrefix(path, Path+"/") }

// status is the body of a response. The fields that the path does not ask for are omitted.
type status struct {
	Live   *bool             `json:"live,omitempty"`
	Ready  *bool             `json:"ready,omitempty"`
	Checks map[string]string `json:"checks,omitempty"`
}

// ServeHTTP implements http.Handler, for the paths of this package.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	live := true
	var body status
	switch path := r.URL.EscapedPath(); {
	case path != Path && path != LivePath && path != ReadyPath:
		management.WriteError(w, http.StatusNotFound, "", "There is no such path; the health is at "+Path+", "+LivePath+" and "+ReadyPath)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		management.WriteError(w, http.StatusMethodNotAllowed, "", "The health can only be read, with GET")
		return
	case path == LivePath:
		body.Live = &live
	case path == ReadyPath:
		body.Ready, body.Checks = h.ready(r.Context())
	default:
		body.Live = &live
		body.Ready, body.Checks = h.ready(r.Context())
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if body.Ready != nil && !*body.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body) // an error means that the client closed the connection
}

// ready returns whether the server is ready, and the result of each check.
func (h *Health) ready(ctx context.Context) (*bool, map[string]string) {
	results, _ := h.run(ctx)
	ready := true
	for _, result := range results {
		ready = ready && result == passed
	}
	return &ready, results
}

// Check runs the checks, and returns the reasons of those that failed.
func (h *Health) Check(ctx context.Context) error {
	_, err := h.run(ctx)
	return err
}

// run runs all checks at once, within the timeout.
func (h *Health) run(ctx context.Context) (results map[string]string, err error) {
	ctx, cancel := context.WithTimeout(ctx, h.timeout)
	defer cancel()
	results = map[string]string{listenerCheck: passed}
	reasons := make([]error, len(h.checks))
	var group errgroup.Group
	for i, check := range h.checks {
		group.Go(func() error {
			_, reasons[i] = h.running.Do(ctx, check.Name, func(ctx context.Context) (struct{}, error) {
				return struct{}{}, check.Run(ctx)
			})
			return nil
		})
	}
	_ = group.Wait() // each reason is kept in its place
	for i, check := range h.checks {
		reason := reasons[i]
		results[check.Name] = result(reason)
		h.note(check.Name, reason)
		if reason != nil {
			err = errors.Join(err, fmt.Errorf("the check %q: %w", check.Name, reason))
		}
	}
	if h.drained.Load() {
		results[listenerCheck] = draining
		err = errors.Join(err, errors.New("the server is stopping"))
	}
	return results, err
}

func result(reason error) string {
	switch {
	case reason == nil:
		return passed
	case errors.Is(reason, context.DeadlineExceeded):
		return timedOut
	default:
		return failed
	}
}

// note logs a check whose result changed. A request that the client gave up says nothing
// about the server.
func (h *Health) note(name string, reason error) {
	if errors.Is(reason, context.Canceled) {
		return
	}
	h.mu.Lock()
	changed := h.failing[name] != (reason != nil)
	h.failing[name] = reason != nil
	h.mu.Unlock()
	switch {
	case changed && reason != nil:
		h.log(fmt.Sprintf("Not ready: the check %q fails: %v", name, reason))
	case changed:
		h.log(fmt.Sprintf("The check %q passes again", name))
	}
}
