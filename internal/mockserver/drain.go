package mockserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// DefaultDrainTimeout is the default of [Drain].Timeout. It is below the 30 seconds after
// which Kubernetes kills a container that was asked to stop.
const DefaultDrainTimeout = 25 * time.Second

// Drain says how a [Listener] stops.
type Drain struct {
	// Delay is how long the listener still accepts requests after the signal to stop,
	// while load balancers learn that the server is not ready. Its responses close their
	// connections.
	Delay time.Duration
	// Timeout limits the whole stop, with the delay. Afterwards the connections of requests
	// in progress are closed. Zero means [DefaultDrainTimeout].
	Timeout time.Duration
	// Begin, if not nil, is called before anything else.
	Begin func()
}

// drain stops the server. failed gets the error of its Serve.
func (l *Listener) drain(ctx context.Context, server *http.Server, failed <-chan error) error {
	if l.Drain.Begin != nil {
		l.Drain.Begin()
	}
	timeout := cmp.Or(l.Drain.Timeout, DefaultDrainTimeout)
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	if l.Drain.Delay > 0 {
		_ = retry.Sleep(ctx, l.Drain.Delay) // an error means that the timeout is over; Shutdown reports it
	}
	if err := server.Shutdown(ctx); err != nil {
		_ = server.Close()
		return fmt.Errorf("requests were still in progress %s after the signal to stop; their connections were closed: %w", timeout, err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// closeConnections asks clients not to reuse their connections from when draining is true, so
// that their next request reaches another server.
func closeConnections(draining *atomic.Bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if draining.Load() {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}
