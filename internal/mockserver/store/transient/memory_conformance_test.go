package transient_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient/transienttest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	transienttest.Run(t, func(*testing.T) transient.Store { return transient.NewMemory() })
}
