package provider_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// BenchmarkLimits measures, with the real CLI, how long a tenant of some latency and
// rate limit keeps an apply, a plan with nothing to do and a destroy waiting, and how
// many requests they take, the token included. "own" is the CLI alone: the same graph
// of terraform_data, which needs no provider process.
func BenchmarkLimits(b *testing.B) {
	small, large := landscape(5, 5, false, 3, 6), landscape(20, 10, false, 10, 50)
	b.Run("own", func(b *testing.B) { benchmarkSteps(b, nil, terraformData(large)) })
	b.Run("own-small", func(b *testing.B) { benchmarkSteps(b, nil, terraformData(small)) })
	for _, limit := range []struct {
		name string
		rate *faults.RateLimit
		hcl  string
	}{
		{"none", nil, large},
		{"none-set", nil, landscape(20, 10, true, 10, 50)},
		{"15of50", &faults.RateLimit{Rate: 15, Burst: 50}, large},
		{"15of50-set", &faults.RateLimit{Rate: 15, Burst: 50}, landscape(20, 10, true, 10, 50)},
		{"2of2", &faults.RateLimit{Rate: 2, Burst: 2}, small},
	} {
		for _, latency := range []time.Duration{0, 50 * time.Millisecond, 100 * time.Millisecond, 300 * time.Millisecond} {
			b.Run(fmt.Sprintf("%s/%dms", limit.name, latency.Milliseconds()), func(b *testing.B) {
				tenant := acctest.NewTenant(b)
				if err := tenant.Faults.Set(faults.Settings{RateLimit: limit.rate, Latency: faults.Duration(latency)}); err != nil {
					b.Fatal(err)
				}
				benchmarkSteps(b, tenant, tenant.Config(limit.hcl))
			})
		}
	}
}

// benchmarkSteps applies a configuration, plans it again and destroys it, and reports
// the requests and the seconds of each step. tenant is nil where there is no provider.
func benchmarkSteps(b *testing.B, tenant *acctest.Tenant, hcl string) {
	b.Helper()
	for range b.N {
		cli := acctest.NewCLI(b)
		cli.Config(hcl)
		for _, step := range []struct {
			name string
			run  func()
		}{{"apply", func() { cli.Apply() }}, {"plan", cli.EmptyPlan}, {"destroy", func() { cli.Apply("-destroy") }}} {
			before, start := countAll(tenant), time.Now()
			step.run()
			took, after := time.Since(start), countAll(tenant)
			b.ReportMetric(float64(after.all-before.all), step.name+"-requests/op")
			b.ReportMetric(float64(after.refused-before.refused), step.name+"-refused/op")
			b.ReportMetric(took.Seconds(), step.name+"-s/op")
		}
	}
}

// countAll counts the requests of a tenant, those for tokens included.
func countAll(tenant *acctest.Tenant) (n managementCount) {
	if tenant == nil {
		return n
	}
	for _, r := range tenant.Requests.All() {
		n.all++
		if r.Status == 429 {
			n.refused++
		}
	}
	return n
}

// terraformData makes a configuration of a landscape's graph without a provider: each
// resource is a terraform_data that refers to the same others.
func terraformData(landscape string) string {
	var hcl strings.Builder
	for line := range strings.Lines(landscape) {
		name, value, attribute := strings.Cut(strings.TrimSpace(line), "=")
		switch {
		case strings.HasPrefix(line, "resource "):
			hcl.WriteString("resource \"terraform_data\" \"" + strings.Split(line, `"`)[3] + "\" {\n  input = {\n")
		case strings.HasPrefix(line, "}"):
			hcl.WriteString("  }\n}\n")
		case attribute && strings.TrimSpace(name) == "count":
			// count is an argument of the resource.
			text := hcl.String()
			hcl.Reset()
			hcl.WriteString(strings.TrimSuffix(text, "  input = {\n") + line + "  input = {\n")
		case attribute:
			for _, attribute := range []string{"].client_id", "].identifier"} {
				value = strings.ReplaceAll(value, attribute, "].id")
			}
			for _, kind := range []string{"resource_server", "client"} {
				value = strings.ReplaceAll(value, "auth0api_"+kind+".", "terraform_data.")
			}
			hcl.WriteString("    " + strings.TrimSpace(name) + " = " + strings.TrimSpace(value) + "\n")
		}
	}
	return hcl.String()
}
