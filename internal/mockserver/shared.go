package mockserver

import (
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// Shared is what the tenants of one process have in common and need only once: the compiled
// schemas of the Management API and the templates of the page. It is made on first use, and
// safe for concurrent use.
type Shared struct {
	schemas func() (*schema.Schemas, error)
	views   func() page.Views
}

// NewShared returns a Shared for [Options].
func NewShared() *Shared {
	return &Shared{schemas: sync.OnceValues(schema.Compile), views: sync.OnceValue(page.ParseViews)}
}
