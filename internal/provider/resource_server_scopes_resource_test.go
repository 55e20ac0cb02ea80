package provider_test

import (
	"fmt"
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

const scopesAddress = "auth0api_resource_server_scopes.test"

// scopes is the set "test" of an API's scopes, each as NAME or NAME=DESCRIPTION.
func scopes(each ...string) string {
	var config strings.Builder
	fmt.Fprintf(&config, "resource \"auth0api_resource_server_scopes\" \"test\" {\n  resource_server_identifier = %q\n", appointments)
	for _, s := range each {
		name, description, given := strings.Cut(s, "=")
		fmt.Fprintf(&config, "  scopes {\n    name = %q\n", name)
		if given {
			fmt.Fprintf(&config, "    description = %q\n", description)
		}
		config.WriteString("  }\n")
	}
	return config.String() + "}\n"
}

// changeScopes sets the API's scopes by hand.
func changeScopes(tenant *acctest.Tenant, scopes ...acctest.Object) {
	tenant.Change("resource-servers", appointments, acctest.Object{"scopes": append([]acctest.Object{}, scopes...)})
}

func TestAccResourceServerScopes_lifecycle(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t)
	changed := preApply(acctest.ExpectUpdate(scopesAddress, "scopes"))
	one := func(request string) resource.TestCheckFunc {
		return func(*terraform.State) error {
			expectWrites(t, tenant, map[string]int{request: 1})
			tenant.Requests.Reset()
			return nil
		}
	}
	a, b, c := acctest.Object{"value": "a", "description": "A"}, acctest.Object{"value": "b"}, acctest.Object{"value": "c", "description": "By hand"}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(scopes("b", "a=A")),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(scopesAddress, tfjsonpath.New("id"), knownvalue.StringExact(appointments)),
					statecheck.ExpectKnownValue(scopesAddress, tfjsonpath.New("scopes"), knownvalue.SetSizeExact(2)),
				},
				Check: resource.ComposeTestCheckFunc(hasScopes(tenant, map[string]string{"a": "A", "b": ""}), one("PATCH "+apiRoute)),
			},
			{
				// Another order, in the configuration and in the tenant, is no change.
				PreConfig:        func() { changeScopes(tenant, b, a) },
				Config:           tenant.Config(scopes("a=A", "b")),
				ConfigPlanChecks: expectEmptyPlan(),
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{})
					return nil
				},
			},
			{ResourceName: scopesAddress, ImportState: true, ImportStateVerify: true, ImportStateId: appointments},
			{
				// One is added, one changed, one removed: one write.
				Config:           tenant.Config(scopes("a=Changed", "new")),
				ConfigPlanChecks: changed,
				Check:            resource.ComposeTestCheckFunc(hasScopes(tenant, map[string]string{"a": "Changed", "new": ""}), one("PATCH "+apiRoute)),
			},
			{
				// A foreign scope, a missing one and a changed one are drift.
				PreConfig:        func() { changeScopes(tenant, c, a) },
				Config:           tenant.Config(scopes("a=Changed", "new")),
				ConfigPlanChecks: changed,
				Check:            hasScopes(tenant, map[string]string{"a": "Changed", "new": ""}),
			},
			{
				// A description that is empty is as good as none.
				PreConfig: func() {
					changeScopes(tenant, acctest.Object{"value": "a"}, acctest.Object{"value": "new", "description": ""})
				},
				Config:           tenant.Config(scopes("a=", "new")),
				ConfigPlanChecks: changed, // of the description Changed
			},
			{
				PreConfig: func() {
					changeScopes(tenant, acctest.Object{"value": "a"}, acctest.Object{"value": "new", "description": ""})
				},
				Config:           tenant.Config(scopes("a=", "new")),
				ConfigPlanChecks: expectEmptyPlan(),
			},
			{
				// A foreign scope that was added after the plan: the plan did not show its removal.
				Config: tenant.Config(scopes("a=Again", "new")),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() {
					changeScopes(tenant, acctest.Object{"value": "a"}, acctest.Object{"value": "new"}, c)
				})),
				ExpectError: acctest.Diagnostic("The API has scopes that are not declared here", `resource "auth0api_resource_server_scopes" "test"`,
					`API "`+appointments+`" has the scopes c, which were added after the plan was made, and which this resource would remove. Nothing was changed.`),
			},
			{
				PreConfig:        func() { changeScopes(tenant) },
				Config:           tenant.Config(scopes("a=A")),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(scopesAddress, plancheck.ResourceActionCreate)),
				Check:            hasScopes(tenant, map[string]string{"a": "A"}),
			},
			{
				PreConfig: func() {
					tenant.Delete("resource-servers", appointments)
					tenant.Create("resource-servers", acctest.Object{"identifier": appointments})
				},
				Config:           tenant.Config(scopes("a=A")),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(scopesAddress, plancheck.ResourceActionCreate)),
			},
			{
				Config:           tenant.Config(""),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() { changeScopes(tenant, a, c) })),
				Check:            hasScopes(tenant, map[string]string{"c": "By hand"}),
			},
		},
	})
}

func TestAccResourceServerScopes_foreignScopesAreNotRemovedUnseen(t *testing.T) {
	t.Parallel()
	mine, theirs := acctest.Object{"value": "a", "description": "By hand"}, acctest.Object{"value": "theirs"}
	tenant := apiWithScopes(t, mine, theirs, acctest.Object{"value": "others"})
	tenant.ExpectErrors(t, scopes("a=A", "b"),
		acctest.Diagnostic(`The scopes of API "`+appointments+`" exist already`, `resource "auth0api_resource_server_scopes" "test"`,
			`They are a, theirs, others. If it was created outside this configuration, import it instead of creating it`),
	)
	if err := hasScopes(tenant, map[string]string{"a": "By hand", "theirs": "", "others": ""})(nil); err != nil {
		t.Error(err)
	}
	// The advice: import the set, and see what is removed.
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config("import {\n to = " + scopesAddress + "\n id = \"" + appointments + "\"\n}\n" + scopes("a=A", "b")),
				ConfigPlanChecks: preApply(
					acctest.ExpectUpdate(scopesAddress, "scopes"),
				),
				Check: hasScopes(tenant, map[string]string{"a": "A", "b": ""}),
			},
		},
	})
}

func TestAccResourceServerScopes_errors(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t)
	id, _ := tenant.ResourceServer(appointments)["id"].(string)
	long := strings.Repeat("é", 501)
	tenant.ExpectErrors(t, scopes("a=A", "a=B", "b")+fmt.Sprintf(`
resource "auth0api_resource_server_scopes" "empty" {
  resource_server_identifier = "urn:empty"
}
resource "auth0api_resource_server_scopes" "long" {
  resource_server_identifier = "urn:long"
  scopes {
    name        = %q
    description = %q
  }
}
`, long[:2*281], long),
		acctest.Diagnostic("A scope is declared twice", `resource "auth0api_resource_server_scopes" "test"`, `The scope "a" has two blocks. Keep one of them.`),
		acctest.Diagnostic("No scopes are declared", `resource "auth0api_resource_server_scopes" "empty"`, "Add a block for each scope of the API"),
		acctest.Diagnostic("Invalid Attribute Value Length", `resource "auth0api_resource_server_scopes" "long"`, "count must be between 1 and 280, got: 281"),
		acctest.Diagnostic("Invalid Attribute Value Length", `resource "auth0api_resource_server_scopes" "long"`, "count must be at most 500, got: 501"))
	tenant.ExpectErrors(t, fmt.Sprintf(`
resource "auth0api_resource_server_scopes" "missing" {
  resource_server_identifier = "urn:missing"
  scopes {
    name = "a"
  }
}
resource "auth0api_resource_server_scopes" "alias" {
  resource_server_identifier = %q
  scopes {
    name = "a"
  }
}
`, id),
		acctest.Diagnostic(`Creating the scopes of API "urn:missing" failed`, `resource_server_identifier = "urn:missing"`, "The tenant has no API with this identifier. Create it first"),
		acctest.Diagnostic(`Creating the scopes of API "`+id+`" failed`, `resource_server_identifier = "`+id+`"`, `Set resource_server_identifier = "`+appointments+`".`))
	if err := hasScopes(tenant, map[string]string{})(nil); err != nil {
		t.Error(err)
	}
}

// The API, the names and how many there are come from other resources.
func TestAccResourceServerScopes_unknownAtPlan(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := func(count int) string {
		return tenant.Config(fmt.Sprintf(`
resource "terraform_data" "names" {
  input = [for i in range(%d) : "scope:${i}"]
}
resource "auth0api_resource_server_scopes" "test" {
  resource_server_identifier = auth0api_resource_server.test.identifier
  dynamic "scopes" {
    for_each = terraform_data.names.output
    content {
      name        = scopes.value
      description = "Scope ${scopes.key} of ${auth0api_resource_server.test.id}"
    }
  }
}
`, count) + api(""))
	}
	size := func(n int) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownValue(scopesAddress, tfjsonpath.New("scopes"), knownvalue.SetSizeExact(n))}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: config(2), ConfigStateChecks: size(2)},
			{Config: config(3), ConfigStateChecks: size(3)},
		},
	})
}
