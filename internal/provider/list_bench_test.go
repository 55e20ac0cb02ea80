package provider_test

import (
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// The rate limit apart, this is what a list costs Terraform's user. Most of it
// is the framework's.
func BenchmarkListOfAThousandClients(b *testing.B) {
	tenant := acctest.NewTenant(b)
	for i := range 1000 {
		newClient(tenant, fmt.Sprint(i))
	}
	p := connected(b, tenant)
	for b.Loop() {
		if got := p.ReadData("auth0api_clients", nil); len(got.Diagnostics) > 0 {
			b.Fatal(got.Diagnostics)
		}
	}
}
