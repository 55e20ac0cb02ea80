package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// Terraform Stacks validate, configure and plan a provider whose configuration comes from
// another component that is not applied yet, and allow it to defer. `terraform stacks`
// needs a program that is not published as a module, so that the plugin protocol is what
// is tested.
func TestStacks_whatDependsOnAnUnknownConfigurationIsDeferred(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]acctest.Values{
		"domain":      {"domain": acctest.Unknown, "client_id": "id", "client_secret": "secret"},
		"credentials": {"domain": "tenant.example", "client_id": acctest.Unknown, "client_secret": acctest.Unknown},
		"token":       {"domain": "tenant.example", "api_token": acctest.Unknown},
		"everything":  {"domain": acctest.Unknown, "client_id": acctest.Unknown, "client_secret": acctest.Unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := plugin(t)
			mustHaveNone(t, p.ValidateBlock("provider", "", config))
			mustHaveNone(t, p.Configure(config, true))
			for block := range p.Arguments() {
				var got acctest.Answer
				switch kind, object, _ := strings.Cut(block, " "); kind {
				case "resource":
					got = p.Plan(object, noState, nil)
				case "data":
					got = p.ReadData(object, nil)
				case "ephemeral":
					got = p.Open(object, nil)
				default: // Terraform defers actions with their resources, and stacks have no queries
					continue
				}
				if !got.Deferred || len(got.Diagnostics) > 0 {
					t.Errorf("%s is deferred: %v, with %q", block, got.Deferred, got.Diagnostics)
				}
			}
		})
	}
}
