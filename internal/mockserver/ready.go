package mockserver

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/health"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Checks returns the conditions under which the tenant can answer: its store can be read,
// and has a key to sign with.
func (s *Server) Checks() []health.Check {
	return []health.Check{
		{Name: "store", Run: s.Exists},
		{Name: "signing_keys", Run: func(ctx context.Context) error {
			_, _, err := s.keys.Current(ctx)
			return err
		}},
	}
}

// Exists returns an error if the store cannot be read. It wraps [store.ErrNoTenant] if another
// process has deleted the tenant from its database.
func (s *Server) Exists(ctx context.Context) error {
	return s.store.View(ctx, func(store.Reader) error { return nil })
}
