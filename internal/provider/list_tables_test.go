package provider

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// What a resource's settings cover does not belong among what the data sources
// show besides them.
func TestNoPropertyIsDescribedTwice(t *testing.T) {
	t.Parallel()
	for kind, tables := range map[string][2]settings.Table{
		"API":    {resourceServerSettings(), resourceServerDetails()},
		"client": {clientSettings(), clientDetails()},
		"grant":  {clientGrantSettings(), clientGrantDetails()},
	} {
		seen := map[string]bool{"id": true, "identifier": true}
		for _, table := range tables {
			for _, s := range table {
				if seen[s.Name] {
					t.Errorf("%s: %s is described twice", kind, s.Name)
				}
				seen[s.Name] = true
			}
		}
	}
}
