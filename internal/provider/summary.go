package provider

import (
	"encoding/json"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// Requests are those that the providers of one process have made.
type Requests struct {
	now func() time.Time

	mu      sync.Mutex
	clients []*management.Client
	names   []string
}

// add notes a client for the tenant of that name.
func (r *Requests) add(client *management.Client, tenant string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clients, r.names = append(r.clients, client), append(r.names, tenant)
}

// Log writes a line at level INFO for each tenant that got requests, in the form
// that Terraform reads from a plugin's standard error. The plugin protocol has no
// call for the end of a process, and tflog stops with serving, so Log is called
// once serving has ended.
func (r *Requests) Log(w io.Writer) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, client := range r.clients {
		summary := client.Summary()
		if summary.Total() == 0 {
			continue
		}
		line, err := json.Marshal(map[string]string{
			"@level":     "info",
			"@module":    "provider.auth0api",
			"@message":   fmt.Sprintf("Management API of %s: %s", r.names[i], summary),
			"@timestamp": r.now().Format("2006-01-02T15:04:05.000000Z07:00"),
		})
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return nil
}
