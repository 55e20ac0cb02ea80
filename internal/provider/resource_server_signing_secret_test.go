package provider_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestASigningSecretThatTheTenantMadeReachesNoState(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	generated := acctest.Values{"identifier": appointments, "signing_alg": "HS256"}
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: generated}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	none := func(step string) {
		t.Helper()
		secret, _ := tenant.ResourceServer(appointments)["signing_secret"].(string)
		if got := api.now.Attribute("signing_secret"); got != nil || secret != "" && strings.Contains(api.now.Value.String()+string(api.now.Private), secret) {
			t.Errorf("%s: the state holds %s", step, api.now.Value)
		}
	}
	api.applies(t, generated, map[string]int{"POST " + apisRoute: 1})
	none("created")
	api.refresh(t)
	none("refreshed")
	tenant.Change("resource-servers", appointments, acctest.Object{"signing_secret": "changed-by-hand-0123456789"})
	api.refresh(t)
	none("changed by hand")
	api.plansNothing(t, generated)
	api.applies(t, acctest.Values{"identifier": appointments, "signing_alg": "RS256"}, patched)
	none("without HS256")
	tenant.Change("resource-servers", appointments, acctest.Object{"signing_alg": "HS256"})
	api.refresh(t)
	none("HS256 by hand")
	p := connected(t, tenant)
	api.now = p.ReadAfter(apiResource, p.Import(apiResource, appointments))
	mustHaveNone(t, api.now)
	none("imported")
	api.plansNothing(t, generated)
}

func TestAConfiguredSigningSecretThatDriftsIsWrittenBackAndNeverRead(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const mine, byHand = "a-secret-of-my-own-0123456789", "changed-by-hand-0123456789"
	config := acctest.Values{"identifier": appointments, "signing_alg": "HS256", "signing_secret": mine}
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: config}
	patched := map[string]int{"PATCH " + apiRoute: 1}
	holds := func(step string, want any) {
		t.Helper()
		if got := api.now.Attribute("signing_secret"); got != want {
			t.Errorf("%s: the state holds the secret %v, want %v", step, got, want)
		}
	}
	api.applies(t, config, map[string]int{"POST " + apisRoute: 1})
	holds("created", mine)
	tenant.Change("resource-servers", appointments, acctest.Object{"signing_secret": byHand})
	api.refresh(t)
	holds("changed by hand", nil)
	api.applies(t, config, patched)
	holds("written back", mine)
	if got := tenant.ResourceServer(appointments)["signing_secret"]; got != mine {
		t.Errorf("the tenant has %v", got)
	}
	// An import does not read it, and so writes it once.
	p := connected(t, tenant)
	api.now = p.ReadAfter(apiResource, p.Import(apiResource, appointments))
	holds("imported", nil)
	api.applies(t, config, patched)
	holds("imported and applied", mine)
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
				// Taken out of the configuration, it leaves the state, and the tenant keeps it.
				Config:            tenant.Config(api(`signing_alg = "HS256"`)),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(apiAddress, "signing_secret")),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("signing_secret", knownvalue.Null())},
				Check:             has(second),
			},
		},
	})
}
