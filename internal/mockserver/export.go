package mockserver

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Export returns the tenant as Terraform configuration with import blocks; see
// package export for what it has.
func (s *Server) Export(ctx context.Context) (configuration []byte, err error) {
	err = s.store.View(ctx, func(tx store.Reader) (err error) {
		configuration, err = export.Configuration(tx)
		return err
	})
	return configuration, err
}
