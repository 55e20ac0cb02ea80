package provider_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// BenchmarkRequestsOfPlans counts, with the real CLI, the requests that a plan
// takes where nothing is to be done: token included.
func BenchmarkRequestsOfPlans(b *testing.B) {
	for name, c := range map[string]struct {
		apis, scopes, clients, grants int
		// others fill the tenant: APIs and clients that Terraform does not manage.
		otherAPIs, otherClients int
		most                    int
	}{
		"290 resources":        {apis: 20, scopes: 10, clients: 10, grants: 60, most: 6},
		"1400 resources":       {apis: 100, scopes: 10, clients: 50, grants: 250, most: 20},
		"1 API, a big tenant":  {apis: 1, scopes: 1, otherAPIs: 900, otherClients: 3500, most: 4},
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

// instance is a resource with its state.
type instance struct {
	resource, id string
	state        tftypes.Value
}

// BenchmarkRequestsOfRefreshing10000 counts the requests, token included, that
// refreshing 10,000 resources takes: 1,000 APIs with 7 scopes each, 500 clients
// and 1,500 grants. It speaks the plugin protocol as Terraform does, ten at a
// time and in a random order, what others refer to first; making so many with
// the CLI would take most of an hour.
func BenchmarkRequestsOfRefreshing10000(b *testing.B) {
	tenant := acctest.NewTenant(b)
	var roots, leaves []*instance
	for i := range 1000 {
		identifier := fmt.Sprintf("https://api%d.example.test/", i)
		scopes := make([]acctest.Object, 7)
		for j := range scopes {
			scopes[j] = acctest.Object{"value": fmt.Sprint("scope:", j)}
			leaves = append(leaves, &instance{resource: "auth0api_resource_server_scope", id: identifier + "::" + fmt.Sprint("scope:", j)})
		}
		api := tenant.Create("resource-servers", acctest.Object{"identifier": identifier, "name": fmt.Sprint("API ", i), "scopes": scopes})
		roots = append(roots, &instance{resource: "auth0api_resource_server", id: api["id"].(string)})
	}
	for i := range 500 {
		client := tenant.Create("clients", acctest.Object{"name": fmt.Sprint("client ", i), "app_type": "non_interactive"})
		roots = append(roots, &instance{resource: "auth0api_client", id: client["client_id"].(string)})
		for j := range 3 {
			grant := tenant.Create("client-grants", acctest.Object{
				"client_id": client["client_id"], "audience": fmt.Sprintf("https://api%d.example.test/", (i+j)%1000), "scope": []any{},
			})
			leaves = append(leaves, &instance{resource: "auth0api_client_grant", id: grant["id"].(string)})
		}
	}
	started := func() *acctest.Plugin {
		p := acctest.NewPlugin(b, provider.NewWith("1.2.3", func(string) string { return "" }, time.Now))
		p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": tenant.ClientID, "client_secret": tenant.ClientSecret, "reserve": 0})
		return p
	}
	// The first refresh completes what an import knows.
	imports := started()
	for _, all := range [][]*instance{roots, leaves} {
		for _, one := range all {
			one.state = imports.Import(one.resource, one.id).Value
		}
		refreshAll(b, imports, all)
	}
	b.ResetTimer()
	for range b.N {
		before := len(tenant.Requests.All())
		p := started()
		refreshAll(b, p, roots)
		refreshAll(b, p, leaves)
		got := len(tenant.Requests.All()) - before
		b.ReportMetric(float64(got), "requests/op")
		if got > 90 {
			b.Errorf("it took %d requests, want at most 90", got)
		}
	}
}

// refreshAll reads resources as Terraform's walk does.
func refreshAll(b *testing.B, p *acctest.Plugin, all []*instance) {
	b.Helper()
	queue := make(chan *instance)
	var walkers sync.WaitGroup
	for range 10 {
		walkers.Go(func() {
			for one := range queue {
				answer := p.Read(one.resource, one.state)
				if len(answer.Diagnostics) > 0 || answer.Value.IsNull() {
					b.Errorf("%s %s: %v", one.resource, one.id, answer.Diagnostics)
				}
				one.state = answer.Value
			}
		})
	}
	for _, i := range rand.Perm(len(all)) {
		queue <- all[i]
	}
	close(queue)
	walkers.Wait()
}
