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

const appointments = "https://appointments.example.test/"

// api is a resource server named "test" with the given settings.
func api(settings string) string {
	return fmt.Sprintf(`
resource "auth0api_resource_server" "test" {
  identifier = %q
  %s
}
`, appointments, settings)
}

func apiHas(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue("auth0api_resource_server.test", tfjsonpath.New(attribute), value)
}

func TestAccResourceServer_lifecycle(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(api(`name = "Appointments"`)),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("name", knownvalue.StringExact("Appointments")),
					apiHas("signing_alg", knownvalue.StringExact("RS256")),
					apiHas("signing_secret", knownvalue.Null()),
					apiHas("token_lifetime", knownvalue.Int64Exact(86400)),
					apiHas("token_lifetime_for_web", knownvalue.Int64Exact(7200)),
				},
			},
			{
				Config:           tenant.Config(api(`name = "Appointments"`)),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
			{
				Config: tenant.Config(api(`name = "Renamed"
  token_lifetime = 3600`)),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("token_lifetime", knownvalue.Int64Exact(3600)),
					apiHas("token_lifetime_for_web", knownvalue.Int64Exact(3600)),
				},
			},
			{ResourceName: "auth0api_resource_server.test", ImportState: true, ImportStateVerify: true},
			{ResourceName: "auth0api_resource_server.test", ImportState: true, ImportStateVerify: true, ImportStateId: appointments},
		},
	})
}
