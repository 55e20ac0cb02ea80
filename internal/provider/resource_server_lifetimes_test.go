package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func hasLifetimes(lifetime, forWeb int64) []statecheck.StateCheck {
	return []statecheck.StateCheck{
		apiHas("token_lifetime", knownvalue.Int64Exact(lifetime)),
		apiHas("token_lifetime_for_web", knownvalue.Int64Exact(forWeb)),
	}
}

func TestAccResourceServer_lifetimeForWebFollowsTheLifetimeDown(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	// The lifetime is known at apply only.
	later := func(lifetime int) string {
		return tenant.Config(fmt.Sprintf(`
resource "terraform_data" "lifetime" {
  input = %d
}
`, lifetime) + api("token_lifetime = terraform_data.lifetime.output"))
	}
	webUnknown := plancheck.ExpectUnknownValue(apiAddress, tfjsonpath.New("token_lifetime_for_web"))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(api("token_lifetime = 3600")),
				ConfigPlanChecks: preApply(
					plancheck.ExpectKnownValue(apiAddress, tfjsonpath.New("token_lifetime_for_web"), knownvalue.Int64Exact(3600))),
				ConfigStateChecks: hasLifetimes(3600, 3600),
			},
			{
				Config:            tenant.Config(api("token_lifetime = 60")),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "token_lifetime", "token_lifetime_for_web")),
				ConfigStateChecks: hasLifetimes(60, 60),
			},
			{
				Config:            tenant.Config(api("token_lifetime = 100")),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "token_lifetime")),
				ConfigStateChecks: hasLifetimes(100, 60),
			},
			{Config: later(50), ConfigPlanChecks: preApply(webUnknown), ConfigStateChecks: hasLifetimes(50, 50)},
			{Config: later(40), ConfigPlanChecks: preApply(webUnknown), ConfigStateChecks: hasLifetimes(40, 40)},
			{
				// Only the one for the web is configured, and the tenant's other one is too low.
				Config: tenant.Config(api("token_lifetime_for_web = 41")),
				ExpectError: acctest.Diagnostic("token_lifetime_for_web is above token_lifetime", "token_lifetime_for_web = 41",
					"token_lifetime_for_web (41 seconds) must not be above token_lifetime (40 seconds). That is the tenant's value"),
			},
			{
				// The same, but by hand after the plan: the service refuses it.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"token_lifetime": 5000})
				},
				Config: tenant.Config(api("token_lifetime_for_web = 4000")),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"token_lifetime": 3000})
				})),
				ExpectError: acctest.Diagnostic(`Updating API "`+appointments+`" failed`, "token_lifetime_for_web = 4000", "400 Bad Request: Payload validation error"),
			},
			{
				Config:            tenant.Config(api("token_lifetime_for_web = 3000")),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "token_lifetime_for_web")),
				ConfigStateChecks: hasLifetimes(3000, 3000),
			},
		},
	})
}
