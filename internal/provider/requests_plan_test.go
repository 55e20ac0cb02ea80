package provider_test

import (
	"fmt"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// BenchmarkRequestsOfPlans counts, with the real CLI, the requests that a plan
// takes where nothing is to be done: token included.
func BenchmarkRequestsOfPlans(b *testing.B) {
	for name, c := range map[string]struct {
		apis, scopes, clients, grants int
		// others fill the tenant: APIs and clients that nobody manages here.
		otherAPIs, otherClients int
		most                    int
	}{
		"290 resources":        {apis: 20, scopes: 10, clients: 10, grants: 60, most: 6},
		"1400 resources":       {apis: 100, scopes: 10, clients: 50, grants: 250, most: 20},
		"1 API, a big tenant":  {apis: 1, scopes: 1, otherAPIs: 900, otherClients: 3500, most: 4},
		"10000 resources":      {apis: 1000, scopes: 7, clients: 500, grants: 1500, most: 90},
		"41 of a small tenant": {apis: 5, scopes: 5, clients: 3, grants: 6, most: 6},
	} {
		b.Run(name, func(b *testing.B) {
			tenant := acctest.NewTenant(b)
			cli := acctest.NewCLI(b, "AUTH0API_RESERVE=0")
			hcl := landscape(c.apis, c.scopes, false, max(c.clients, 1), max(c.grants, 1))
			if c.clients == 0 {
				hcl = `
resource "auth0api_resource_server" "a" {
  identifier = "https://api0.example.test/"
  name       = "API 0"
}
resource "auth0api_resource_server_scope" "s" {
  resource_server_identifier = auth0api_resource_server.a.identifier
  scope                      = "scope:0"
}
`
			}
			for i := range c.otherAPIs {
				tenant.Create("resource-servers", acctest.Object{"identifier": fmt.Sprint("urn:other:", i), "name": fmt.Sprint("other ", i)})
			}
			for i := range c.otherClients {
				tenant.Create("clients", acctest.Object{"name": fmt.Sprint("other ", i)})
			}
			cli.Config(tenant.Config(hcl))
			cli.Apply()
			b.ResetTimer()
			for range b.N {
				before := len(tenant.Requests.All())
				cli.EmptyPlan()
				got := len(tenant.Requests.All()) - before
				b.ReportMetric(float64(got), "requests/op")
				if got > c.most {
					b.Errorf("a plan took %d requests, want at most %d", got, c.most)
				}
			}
		})
	}
}
