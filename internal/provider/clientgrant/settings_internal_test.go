package clientgrant

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
)

// What the settings of a resource cover does not belong among what the data
// sources show besides them.
func TestNoPropertyIsDescribedTwice(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{"id": true, "identifier": true}
	for _, table := range []settings.Table{grantrules.Settings(), clientGrantDetails()} {
		for _, s := range table {
			if seen[s.Name] {
				t.Errorf("%s is described twice", s.Name)
			}
			seen[s.Name] = true
		}
	}
}
