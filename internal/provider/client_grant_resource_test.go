package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const grantAddress = "auth0api_client_grant.test"

// grant is a grant named "test" with the given settings.
func grant(client, audience, settings string) string {
	return fmt.Sprintf(`
resource "auth0api_client_grant" "test" {
  client_id = %q
  audience  = %q
  %s
}
`, client, audience, settings)
}

func grantHas(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(grantAddress, tfjsonpath.New(attribute), value)
}

func scopesAre(scopes ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(scopes))
	for i, s := range scopes {
		checks[i] = knownvalue.StringExact(s)
	}
	return knownvalue.SetExact(checks)
}

// grantOf is the one grant of a client in the tenant.
func grantOf(t *testing.T, tenant *acctest.Tenant, client string) acctest.Object {
	t.Helper()
	var found []acctest.Object
	tenant.API(http.MethodGet, "/client-grants?client_id="+client, nil, &found)
	if len(found) != 1 {
		t.Fatalf("client %s has %d grants, want 1", client, len(found))
	}
	return found[0]
}

func TestAccClientGrant_lifecycle(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	config := func(settings string) string { return tenant.Config(grant(client, appointments, settings)) }
	writes := func(want map[string]int) func(*terraform.State) error {
		return func(*terraform.State) error {
			expectWrites(t, tenant, want)
			return nil
		}
	}
	one := map[string]int{"PATCH " + grantRoute: 1}
	id := func() string { id, _ := grantOf(t, tenant, client)["id"].(string); return id }
	imported := resource.TestStep{ResourceName: grantAddress, ImportState: true, ImportStateVerify: true}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: config(`scopes = ["read:a", "write:a"]`),
				ConfigStateChecks: []statecheck.StateCheck{
					grantHas("scopes", scopesAre("read:a", "write:a")), grantHas("allow_all_scopes", knownvalue.Bool(false)),
					grantHas("subject_type", knownvalue.StringExact("client")), grantHas("id", knownvalue.NotNull()),
				},
				Check: writes(map[string]int{"POST " + grantsRoute: 1}),
			},
			{Config: config(`scopes = ["write:a", "read:a"]`), ConfigPlanChecks: expectEmptyPlan()},
			{
				PreConfig:        tenant.Requests.Reset,
				Config:           config(`scopes = ["cancel:a", "write:a"]`),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(grantAddress, "scopes")),
				Check:            writes(one),
			},
			{
				// Toggled in the dashboard: one real change, one line.
				PreConfig:        func() { tenant.Change("client-grants", id(), acctest.Object{"scope": []string{"cancel:a"}}) },
				Config:           config(`scopes = ["cancel:a", "write:a"]`),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(grantAddress, "scopes")),
				Check: func(*terraform.State) error {
					expectGrant(t, tenant, id(), acctest.Object{"scope": []any{"cancel:a", "write:a"}})
					return nil
				},
			},
			{
				Config:            config(`scopes = []`),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(grantAddress, "scopes")),
				ConfigStateChecks: []statecheck.StateCheck{grantHas("scopes", knownvalue.SetSizeExact(0))},
			},
			imported,
			{
				PreConfig:         tenant.Requests.Reset,
				Config:            config(`allow_all_scopes = true`),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(grantAddress, "scopes", "allow_all_scopes")),
				ConfigStateChecks: []statecheck.StateCheck{grantHas("scopes", knownvalue.Null()), grantHas("allow_all_scopes", knownvalue.Bool(true))},
				Check:             writes(one),
			},
			imported,
			{
				PreConfig: func() {
					tenant.Change("client-grants", id(), acctest.Object{"allow_all_scopes": false, "scope": []string{"read:a"}})
				},
				Config:           config(`allow_all_scopes = true`),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(grantAddress, "scopes", "allow_all_scopes")),
			},
			{
				PreConfig:         tenant.Requests.Reset,
				Config:            config(`scopes = ["read:a"]`),
				ConfigPlanChecks:  preApply(acctest.ExpectUpdate(grantAddress, "scopes", "allow_all_scopes")),
				ConfigStateChecks: []statecheck.StateCheck{grantHas("allow_all_scopes", knownvalue.Bool(false))},
				Check:             writes(one),
			},
			{
				PreConfig:        func() { tenant.Change("client-grants", id(), acctest.Object{"allow_all_scopes": true}) },
				Config:           config(`scopes = ["read:a"]`),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(grantAddress, "scopes", "allow_all_scopes")),
			},
			{Config: config("scopes = [\"read:a\"]\n  allow_all_scopes = false"), ConfigPlanChecks: expectEmptyPlan()},
			{
				PreConfig:        func() { tenant.Delete("client-grants", id()) },
				Config:           config(`scopes = ["read:a"]`),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(grantAddress, plancheck.ResourceActionCreate)),
			},
			{
				// Deleted between plan and apply: an error, not a success that did nothing.
				Config:           config(`scopes = ["write:a"]`),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() { tenant.Delete("client-grants", id()) })),
				ExpectError:      acctest.Diagnostic(`Updating the grant of client "`+client+`" on API "`+appointments+`" failed`, `resource "auth0api_client_grant" "test"`, "404 Not Found"),
			},
		},
	})
	if n := len(tenant.List("client-grants")); n != 1 {
		t.Errorf("after destroy the tenant has %d grants, want the admin's", n)
	}
}

func TestAccClientGrant_keyChangesReplace(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	other := newClient(tenant, "other")
	const another = "urn:another"
	tenant.Create("resource-servers", acctest.Object{"identifier": another, "scopes": []acctest.Object{{"value": "read:a"}}})
	replaced := preApply(plancheck.ExpectResourceAction(grantAddress, plancheck.ResourceActionDestroyBeforeCreate))
	const scopes = `scopes = ["read:a"]`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: tenant.Config(grant(client, appointments, scopes))},
			{Config: tenant.Config(grant(other, appointments, scopes)), ConfigPlanChecks: replaced},
			{Config: tenant.Config(grant(other, another, scopes)), ConfigPlanChecks: replaced},
			{
				Config:            tenant.Config(grant(other, another, scopes+"\n  subject_type = \"user\"")),
				ConfigPlanChecks:  replaced,
				ConfigStateChecks: []statecheck.StateCheck{grantHas("subject_type", knownvalue.StringExact("user"))},
			},
			{ResourceName: grantAddress, ImportState: true, ImportStateVerify: true},
			{Config: tenant.Config(grant(other, another, scopes)), ConfigPlanChecks: expectEmptyPlan()},
			{
				Config: tenant.Config(grant(other, another, scopes)),
				Check: func(*terraform.State) error {
					if got := grantOf(t, tenant, other); got["audience"] != another || got["subject_type"] != "user" {
						t.Errorf("the tenant has %v", got)
					}
					return nil
				},
			},
		},
	})
}

func TestAccClientGrant_goesWithItsAPI(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := tenant.Config(`
resource "auth0api_resource_server" "test" {
  identifier = "` + appointments + `"
}
resource "auth0api_resource_server_scopes" "test" {
  resource_server_identifier = auth0api_resource_server.test.identifier
  scopes {
    name = "read:a"
  }
}
resource "auth0api_client" "test" {
  name = "c"
}
resource "auth0api_client_grant" "test" {
  client_id = auth0api_client.test.client_id
  audience  = auth0api_resource_server_scopes.test.resource_server_identifier
  scopes    = ["read:a"]
}
`)
	created := func(address string) plancheck.PlanCheck {
		return plancheck.ExpectResourceAction(address, plancheck.ResourceActionCreate)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() { tenant.Delete("resource-servers", appointments) },
				Config:    config,
				ConfigPlanChecks: preApply(created("auth0api_resource_server.test"), created("auth0api_resource_server_scopes.test"), created(grantAddress),
					plancheck.ExpectResourceAction("auth0api_client.test", plancheck.ResourceActionNoop)),
			},
			{
				PreConfig: func() {
					for _, c := range tenant.List("clients") {
						if c["name"] == "c" {
							id, _ := c["client_id"].(string)
							tenant.Delete("clients", id)
						}
					}
				},
				Config:           config,
				ConfigPlanChecks: preApply(created("auth0api_client.test"), created(grantAddress)),
			},
		},
	})
}

func TestAccClientGrant_errors(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	one := func(name, client, audience, settings string) string {
		return fmt.Sprintf("resource \"auth0api_client_grant\" %q {\n  client_id = %q\n  audience = %q\n  %s\n}\n", name, client, audience, settings)
	}
	// At plan.
	tenant.ExpectErrors(t,
		one("both", client, appointments, "scopes = []\n  allow_all_scopes = true")+
			one("neither", client, appointments, "")+
			one("off", client, appointments, "allow_all_scopes = false")+
			one("robot", client, appointments, "scopes = []\n  subject_type = \"robot\"")+
			one("nobody", "", appointments, "scopes = []")+
			one("nowhere", client, "", "scopes = []")+
			one("empty", client, appointments, `scopes = ["read:a", ""]`),
		acctest.Diagnostic("All scopes and some scopes are granted", "allow_all_scopes = true", "Remove scopes, or remove allow_all_scopes"),
		acctest.Diagnostic("The grant has no scopes", `resource "auth0api_client_grant" "neither"`, "allow_all_scopes = true"),
		acctest.Diagnostic("The grant has no scopes", `resource "auth0api_client_grant" "off"`, "allow_all_scopes = true"),
		acctest.Diagnostic("Invalid Attribute Value Match", `subject_type = "robot"`, `"client" "user"`),
		acctest.Diagnostic("Invalid Attribute Value Length", `client_id = ""`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `audience = ""`, "between 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `scopes = ["read:a", ""]`, "between 1 and 280"),
	)
	system := tenant.URL + "/api/v2/"
	tenant.ExpectErrors(t, one("system", client, system, "allow_all_scopes = true"),
		acctest.Diagnostic("The tenant refuses this grant on a system API", "allow_all_scopes = true", "Remove allow_all_scopes"))
	// At apply.
	tenant.ExpectErrors(t,
		one("client", "nobody", appointments, "scopes = []")+
			one("audience", client, "urn:nowhere", "scopes = []"),
		acctest.Diagnostic(`Creating the grant of client "nobody" on API "`+appointments+`" failed`, `client_id = "nobody"`, "inexistent_client"),
		acctest.Diagnostic(`Creating the grant of client "`+client+`" on API "urn:nowhere" failed`, `audience = "urn:nowhere"`, "inexistent_resource_server"),
	)
	if grants := tenant.List("client-grants"); len(grants) != 1 {
		t.Errorf("the tenant has grants beside the admin's: %v", grants)
	}
}
