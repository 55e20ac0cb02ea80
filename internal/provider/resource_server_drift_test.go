package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccResourceServer_drift(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := tenant.Config(api(`name = "Appointments"
  enforce_policies = true`))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: config},
			{
				// One setting that is configured, and two that are not.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"name": "Changed by hand", "token_lifetime": 60, "token_dialect": "access_token"})
					tenant.Requests.Reset()
				},
				Config:           config,
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "name")),
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"PATCH " + apiRoute: 1})
					expectSettings(t, tenant, acctest.Object{"name": "Appointments", "token_lifetime": 60.0, "token_dialect": "access_token"})
					return nil
				},
			},
			{
				PreConfig:        func() { tenant.Delete("resource-servers", appointments) },
				Config:           config,
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(apiAddress, plancheck.ResourceActionCreate)),
			},
			{
				Config: tenant.Config(api(`name = "Other"`)),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() {
					tenant.Delete("resource-servers", appointments)
				})),
				ExpectError: acctest.DiagnosticWithoutLine(`Updating API "`+appointments+`" failed`, "The object was deleted after the plan was made."),
			},
			{
				Config: config,
			},
			{
				// A destroy of what is gone succeeds.
				Config:           tenant.Config(""),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() { tenant.Delete("resource-servers", appointments) })),
			},
		},
	})
	noAPIs(t, tenant)
}

func TestAccResourceServer_existingIdentifierIsNotTakenOver(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "name": "Somebody else's"})
	tenant.ExpectErrors(t, api(`name = "Mine"`),
		acctest.Diagnostic(`API "`+appointments+`" exists already`, `identifier = "`+appointments+`"`, "import it instead of creating it"))
	expectSettings(t, tenant, acctest.Object{"name": "Somebody else's"})
}
