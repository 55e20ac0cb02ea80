package provider_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// `terraform test` of Terraform 1.14 (seen with 1.14.9 and 1.16.0) validates a run, plans it and
// applies it in one process, and validates and plans each block once more while it applies.
func TestABlockThatIsPlannedAgainIsNotASecondBlock(t *testing.T) {
	t.Parallel()
	const api, scope = "auth0api_resource_server", "auth0api_resource_server_scope"
	config, second := acctest.Values{"identifier": "urn:a"}, acctest.Values{"identifier": "urn:a", "name": "another"}
	plan := func(p *acctest.Plugin, resource string, config acctest.Values) acctest.Answer {
		p.Validate(resource, config)
		return p.Plan(resource, noState, config)
	}
	p := connected(t, acctest.NewTenant(t))
	p.Validate(api, config)
	p.Validate(scope, acctest.Values{"resource_server_identifier": acctest.Unknown, "scope": "read"})
	for range 2 { // the plan, and the apply
		mustHaveNone(t, plan(p, api, config))
		mustHaveNone(t, plan(p, scope, acctest.Values{"resource_server_identifier": "urn:a", "scope": "read"}))
	}
	expectDiagnostic(t, plan(p, api, second), "error at identifier: Two blocks declare API")

	// At the end of the run, it destroys what the same process planned and created.
	p = connected(t, acctest.NewTenant(t))
	state := p.Apply(api, noState, config)
	mustHaveNone(t, state)
	mustHaveNone(t, p.PlanDestroy(api, state))

	p = connected(t, acctest.NewTenant(t))
	p.Validate(api, config) // Terraform validates and plans several blocks at the same time
	mustHaveNone(t, plan(p, api, config))
	expectDiagnostic(t, p.Plan(api, noState, config), "error at identifier: Two blocks declare API")
}
