package provider_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// landscape is a configuration of APIs, each with single scopes or with the
// set, clients, and grants that spread over both.
func landscape(apis, scopes int, set bool, clients, grants int) string {
	var hcl strings.Builder
	fmt.Fprintf(&hcl, `
resource "auth0api_resource_server" "a" {
  count      = %d
  identifier = "https://api${count.index}.example.test/"
  name       = "API ${count.index}"
}
resource "auth0api_client" "c" {
  count    = %d
  name     = "client ${count.index}"
  app_type = "non_interactive"
}
resource "auth0api_client_grant" "g" {
  count     = %d
  client_id = auth0api_client.c[count.index %% %d].client_id
  audience  = auth0api_resource_server.a[floor(count.index / %d)].identifier
  scopes    = []
}
`, apis, clients, grants, clients, clients)
	if set {
		fmt.Fprintf(&hcl, `
resource "auth0api_resource_server_scopes" "s" {
  count                      = %d
  resource_server_identifier = auth0api_resource_server.a[count.index].identifier
  dynamic "scopes" {
    for_each = range(%d)
    content { name = "scope:${scopes.value}" }
  }
}
`, apis, scopes)
		return hcl.String()
	}
	fmt.Fprintf(&hcl, `
resource "auth0api_resource_server_scope" "s" {
  count                      = %d
  resource_server_identifier = auth0api_resource_server.a[floor(count.index / %d)].identifier
  scope                      = "scope:${count.index %% %d}"
}
`, apis*scopes, scopes, scopes)
	return hcl.String()
}

// BenchmarkRequestsOfWrites counts, with the real CLI, the requests to the
// Management API that applying, planning again and destroying take, and how
// long each takes under a rate limit.
func BenchmarkRequestsOfWrites(b *testing.B) {
	usual := func(reserve string) []string { return []string{"AUTH0API_RESERVE=" + reserve} }
	limit := faults.Settings{RateLimit: &faults.RateLimit{Rate: 15, Burst: 50}, Latency: faults.Duration(50 * time.Millisecond)}
	for name, c := range map[string]struct {
		hcl    string
		faults faults.Settings
		env    []string
	}{
		"single":                       {hcl: landscape(20, 10, false, 10, 50)},
		"set":                          {hcl: landscape(20, 10, true, 10, 50)},
		"15 per second/single/all":     {hcl: landscape(20, 10, false, 10, 50), faults: limit, env: usual("0")},
		"15 per second/single/reserve": {hcl: landscape(20, 10, false, 10, 50), faults: limit},
		"few/2 per second, burst of 2": {hcl: landscape(5, 5, false, 3, 6), faults: faults.Settings{RateLimit: &faults.RateLimit{Rate: 2, Burst: 2}}},
	} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				tenant := acctest.NewTenant(b)
				cli := acctest.NewCLI(b, c.env...)
				cli.Config(tenant.Config(c.hcl))
				if err := tenant.Faults.Set(c.faults); err != nil {
					b.Fatal(err)
				}
				for _, step := range []struct {
					name string
					run  func()
				}{{"apply", func() { cli.Apply() }}, {"plan", cli.EmptyPlan}, {"destroy", func() { cli.Apply("-destroy") }}} {
					before, start := countManagement(tenant), time.Now()
					step.run()
					after := countManagement(tenant)
					b.ReportMetric(float64(after.all-before.all), step.name+"-requests/op")
					b.ReportMetric(float64(after.refused-before.refused), step.name+"-refused/op")
					b.ReportMetric(time.Since(start).Seconds(), step.name+"-s/op")
				}
			}
		})
	}
}

type managementCount struct{ all, refused int }

func countManagement(tenant *acctest.Tenant) (n managementCount) {
	for _, r := range tenant.Requests.All() {
		if strings.HasPrefix(r.Path, "/api/v2/") {
			n.all++
			if r.Status == 429 {
				n.refused++
			}
		}
	}
	return n
}

// The line that says at the end what the requests came to.
func TestAccRequests_areSummedUpWhenTheProcessEnds(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	cli := acctest.NewCLI(t, "TF_LOG=INFO", "AUTH0API_MAX_REQUESTS_PER_SECOND=500")
	cli.Config(tenant.Config(landscape(1, 2, false, 1, 1)))
	output := cli.Apply()
	want := regexp.MustCompile(`\[INFO\] .*Management API of ` + regexp.QuoteMeta(tenant.URL) + `: \d+ requests \(3 create, \d update\); saved: 0 reads, \d writes; 0 retries, 0 refused by the rate limit; waited `)
	if !want.MatchString(output) {
		t.Errorf("there is no summary like %s in\n%s", want, output)
	}
	// INFO is for what a person wants to know. The line about mTLS is the plugin
	// library's, before the provider has a say.
	told := regexp.MustCompile(`Management API of |configuring server automatic mTLS`)
	for line := range strings.Lines(output) {
		if strings.Contains(line, "[INFO]") && strings.Contains(line, " provider.") && !told.MatchString(line) {
			t.Errorf("the provider says at level INFO: %s", line)
		}
	}
}
