package provider

import (
	"context"
	"errors"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// embeddedTenants are the embedded tenants of one plugin process. Closed, their
// data files are whole without the -wal file beside them.
type embeddedTenants struct {
	mu      sync.Mutex
	servers []*mockserver.Server
}

// add has close close the server. The receiver is nil where no process ends
// with the provider, as in tests.
func (e *embeddedTenants) add(server *mockserver.Server) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.servers = append(e.servers, server)
}

// close closes all tenants. It takes about a second at most, of the two that
// Terraform gives a plugin to end.
func (e *embeddedTenants) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	failures := make([]error, len(e.servers))
	var closing sync.WaitGroup
	for i, server := range e.servers {
		closing.Go(func() {
			defer background.Recover(context.Background(), "closing an embedded tenant", func(err error) { failures[i] = err })
			failures[i] = server.Close()
		})
	}
	closing.Wait()
	e.servers = nil
	return errors.Join(failures...)
}
