package mockserver

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
)

// Export returns the tenant as Terraform configuration with import blocks; see
// [export.Configuration].
func (s *Server) Export(ctx context.Context) ([]byte, error) {
	return export.Configuration(ctx, s.store)
}
