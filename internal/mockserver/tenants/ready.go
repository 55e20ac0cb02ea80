package tenants

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
)

// Checks returns the conditions under which the process can serve its tenants: their folder,
// if they are stored, can be read. A tenant of its own does not decide.
func (r *Registry) Checks() []health.Check {
	return []health.Check{{Name: "tenants", Run: func(context.Context) error { return r.refresh() }}}
}
