package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAccResourceServer_generatedSigningSecretComesAndGoesWithHS256(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	secret := tfjsonpath.New("signing_secret")
	kept := statecheck.CompareValue(compare.ValuesSame())
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: tenant.Config(api(`signing_alg = "RS256"`))},
			{
				Config: tenant.Config(api(`signing_alg = "HS256"`)),
				ConfigPlanChecks: preApply(
					acctest.ExpectUpdate(apiAddress, "signing_alg", "signing_secret"),
					plancheck.ExpectUnknownValue(apiAddress, secret),
					plancheck.ExpectSensitiveValue(apiAddress, secret),
				),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("signing_secret", knownvalue.NotNull()),
					statecheck.ExpectSensitiveValue(apiAddress, secret),
					kept.AddStateValue(apiAddress, secret),
				},
			},
			{
				Config:            tenant.Config(api("signing_alg = \"HS256\"\n name = \"Renamed\"")),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "name")),
				ConfigStateChecks: []statecheck.StateCheck{kept.AddStateValue(apiAddress, secret)},
			},
			{ResourceName: apiAddress, ImportState: true, ImportStateVerify: true},
			{
				// The tenant's secret was changed by hand: nobody configured it.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"signing_secret": "changed-by-hand-0123456789"})
				},
				Config:            tenant.Config(api(`signing_alg = "HS256"`)),
				ConfigPlanChecks:  expectEmptyPlan(),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("signing_secret", knownvalue.StringExact("changed-by-hand-0123456789"))},
			},
			{
				Config:            tenant.Config(api(`signing_alg = "PS256"`)),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "signing_alg", "signing_secret")),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("signing_secret", knownvalue.Null())},
			},
		},
	})
}

func TestAccResourceServer_ownSigningSecret(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const first, second = "first-secret-0123456789", "sëcond-secrët-16"
	own := func(secret string) string {
		return tenant.Config(api("signing_alg = \"HS256\"\n signing_secret = \"" + secret + "\""))
	}
	has := func(secret string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			expectSettings(t, tenant, acctest.Object{"signing_alg": "HS256", "signing_secret": secret})
			return nil
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config:           own(first),
				ConfigPlanChecks: preApply(plancheck.ExpectSensitiveValue(apiAddress, tfjsonpath.New("signing_secret"))),
				Check:            has(first),
			},
			{
				PreConfig:        tenant.Requests.Reset,
				Config:           own(second),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "signing_secret")),
				Check:            has(second),
			},
			{
				// By hand, to an algorithm without a secret, and so without the own one.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"signing_alg": "RS256"})
				},
				Config:           own(second),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "signing_alg", "signing_secret")),
				Check:            has(second),
			},
			{
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"signing_secret": "changed-by-hand-0123456789"})
				},
				Config:           own(second),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "signing_secret")),
				Check:            has(second),
			},
			{
				// The configuration leaves the secret to the tenant, which keeps it.
				Config:           tenant.Config(api(`signing_alg = "HS256"`)),
				ConfigPlanChecks: expectEmptyPlan(),
				Check:            has(second),
			},
		},
	})
}
