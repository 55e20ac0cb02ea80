// Package process serves mock tenants as a process does that other programs start, watch and
// stop: with its health and its metrics, a ready file, and a drain.
package process

import (
	"context"
	"errors"
	"log"
	"net/http"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/metrics"
)

// Server is what a process serves.
type Server struct {
	// Tenant serves the tenant, or all tenants of the process. URL is its base URL for
	// clients, without a slash at the end.
	Tenant http.Handler
	URL    string
	// Checks are the conditions under which it is ready.
	Checks  []health.Check
	Metrics *metrics.Metrics
	// Log gets the errors of connections, and why the process is not ready.
	Log *log.Logger

	// ReadyFile is the path of a file that exists while the process is ready, and has the
	// URL. Empty means no file.
	ReadyFile string
	// RemoteMetrics shows the metrics to other machines, too.
	RemoteMetrics bool
	// DrainDelay and DrainTimeout are those of [mockserver.Drain].
	DrainDelay, DrainTimeout time.Duration
}

// Serve serves the tenant, the health and the metrics on the listener until ctx ends. It
// drains before it returns.
func (s Server) Serve(ctx context.Context, listener *mockserver.Listener) error {
	state := health.New(health.Options{Checks: s.Checks, Log: func(line string) { s.Log.Print(line) }})
	file := readyFile{path: s.ReadyFile, url: s.URL}
	ctx, stop := context.WithCancel(ctx)
	written := make(chan error, 1)
	go func() {
		err := file.writeWhenReady(ctx, state.Check)
		if err != nil {
			stop() // what waits for the file would wait for ever
		}
		written <- err
	}()
	removed := sync.OnceValue(func() error {
		stop()
		return errors.Join(<-written, file.remove())
	})

	listener.ErrorLog = s.Log
	listener.Drain = mockserver.Drain{Delay: s.DrainDelay, Timeout: s.DrainTimeout, Begin: func() {
		state.Drain()
		_ = removed() // its error is returned below
	}}
	err := listener.Serve(ctx, endpoints{health: state, metrics: s.Metrics.Handler(s.RemoteMetrics), tenant: s.Tenant})
	return errors.Join(err, removed())
}

// endpoints serves the health and the metrics of the process in front of the tenant. The
// tenant's faults do not apply to them, and its log does not have them.
type endpoints struct{ health, metrics, tenant http.Handler }

// ServeHTTP implements http.Handler.
func (e endpoints) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.EscapedPath(); {
	case health.Serves(path):
		e.health.ServeHTTP(w, r)
	case path == metrics.Path:
		e.metrics.ServeHTTP(w, r)
	default:
		e.tenant.ServeHTTP(w, r)
	}
}
