package provider_test

import (
	"fmt"
	"maps"
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

const scopeAddress = "auth0api_resource_server_scope.test"

// scope is a scope "test" of the API that a test made by hand.
func scope(settings string) string {
	return fmt.Sprintf(`
resource "auth0api_resource_server_scope" "test" {
  resource_server_identifier = %q
  %s
}
`, appointments, settings)
}

// apiWithScopes is a tenant with an API that Terraform does not manage.
func apiWithScopes(t *testing.T, scopes ...acctest.Object) *acctest.Tenant {
	t.Helper()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": append([]acctest.Object{}, scopes...)})
	return tenant
}

// hasScopes checks an API's scopes, by name, and their descriptions.
func hasScopes(tenant *acctest.Tenant, want map[string]string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		if got := tenant.Scopes(appointments); !maps.Equal(got, want) {
			return fmt.Errorf("the API has the scopes %v, want %v", got, want)
		}
		return nil
	}
}

func scopeHas(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(scopeAddress, tfjsonpath.New(attribute), value)
}

func TestAccResourceServerScope_lifecycle(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t, acctest.Object{"value": "foreign", "description": "Somebody else's"})
	with := func(name, description string) map[string]string {
		return map[string]string{"foreign": "Somebody else's", name: description}
	}
	describe := preApply(acctest.ExpectUpdate(scopeAddress, "description"))
	// Each step's apply is followed by a plan, which must be empty.
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(scope(`scope = "read:appointments"`)),
				ConfigStateChecks: []statecheck.StateCheck{
					scopeHas("id", knownvalue.StringExact(appointments+"::read:appointments")),
					scopeHas("description", knownvalue.Null()),
				},
				Check: resource.ComposeTestCheckFunc(hasScopes(tenant, with("read:appointments", "")), func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"PATCH " + apiRoute: 1})
					return nil
				}),
			},
			{
				Config:           tenant.Config(scope("scope = \"read:appointments\"\n description = \"Read\"")),
				ConfigPlanChecks: describe,
				Check:            hasScopes(tenant, with("read:appointments", "Read")),
			},
			{ResourceName: scopeAddress, ImportState: true, ImportStateVerify: true},
			{
				// Drift, and a change of the configuration at once.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"scopes": []acctest.Object{
						{"value": "read:appointments", "description": "By hand"}, {"value": "foreign", "description": "Somebody else's"},
					}})
				},
				Config:           tenant.Config(scope("scope = \"read:appointments\"\n description = \"Read\"")),
				ConfigPlanChecks: describe,
				Check:            hasScopes(tenant, with("read:appointments", "Read")),
			},
			{
				Config:           tenant.Config(scope(`scope = "read:appointments"`)),
				ConfigPlanChecks: describe,
				Check:            hasScopes(tenant, with("read:appointments", "")),
			},
			{
				Config:           tenant.Config(scope(`scope = "write:appointments"`)),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(scopeAddress, plancheck.ResourceActionDestroyBeforeCreate)),
				Check:            hasScopes(tenant, with("write:appointments", "")),
			},
			{
				// Deleted by hand.
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"scopes": []acctest.Object{{"value": "foreign", "description": "Somebody else's"}}})
				},
				Config:           tenant.Config(scope(`scope = "write:appointments"`)),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(scopeAddress, plancheck.ResourceActionCreate)),
				Check:            hasScopes(tenant, with("write:appointments", "")),
			},
			{
				Config: tenant.Config(""),
				Check:  hasScopes(tenant, map[string]string{"foreign": "Somebody else's"}),
			},
		},
	})
}

func TestAccResourceServerScope_emptyDescriptionIsAsGoodAsNone(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t)
	set := func(scope acctest.Object) func() {
		return func() {
			tenant.Change("resource-servers", appointments, acctest.Object{"scopes": []acctest.Object{scope}})
		}
	}
	none, empty := acctest.Object{"value": "a"}, acctest.Object{"value": "a", "description": ""}
	withNone, withEmpty := tenant.Config(scope(`scope = "a"`)), tenant.Config(scope("scope = \"a\"\n description = \"\""))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: withNone},
			{PreConfig: set(empty), Config: withNone, ConfigPlanChecks: expectEmptyPlan()},
			{Config: withEmpty},
			{PreConfig: set(none), Config: withEmpty, ConfigPlanChecks: expectEmptyPlan()},
		},
	})
}

// Terraform creates ten of them at a time, each of which replaces the list.
func TestAccResourceServerScope_manyInParallelAllSurvive(t *testing.T) {
	t.Parallel()
	tenant := apiWithScopes(t, acctest.Object{"value": "foreign"})
	want := map[string]string{"foreign": "", "late": "Added between plan and apply"}
	for i := range 20 {
		want[fmt.Sprintf("scope:%d", i)] = fmt.Sprintf("No. %d", i)
	}
	const config = `
resource "auth0api_resource_server_scope" "test" {
  count                      = 20
  resource_server_identifier = "` + appointments + `"
  scope                      = "scope:${count.index}"
  description                = "No. ${count.index}"
}
`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(config),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() {
					tenant.Change("resource-servers", appointments, acctest.Object{"scopes": []acctest.Object{
						{"value": "foreign"}, {"value": "late", "description": "Added between plan and apply"},
					}})
				})),
				Check: hasScopes(tenant, want),
			},
			{Config: tenant.Config(""), Check: hasScopes(tenant, map[string]string{"foreign": "", "late": "Added between plan and apply"})},
		},
	})
}

func TestAccResourceServerScope_import(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	// Identifiers and names that hold the separator, or parts of it.
	scopes := []string{"read", "urn:a::b", "read::all", ":", "50%25"}
	identifiers := []string{"https://example.test/a%2Fb/", "urn:example::v1", "urn:example:"}
	config := `
locals {
  pairs = setproduct(["` + strings.Join(identifiers, `", "`) + `"], ["` + strings.Join(scopes, `", "`) + `"])
}
resource "auth0api_resource_server_scope" "test" {
  count                      = length(local.pairs)
  resource_server_identifier = local.pairs[count.index][0]
  scope                      = local.pairs[count.index][1]
}
`
	steps := []resource.TestStep{{Config: tenant.Config(config)}}
	for i, identifier := range identifiers {
		id := tenant.Create("resource-servers", acctest.Object{"identifier": identifier})["id"]
		if i == 0 { // by the API's ID, which is not what the state then says
			steps = append(steps, resource.TestStep{
				ResourceName: scopeAddress + "[0]", ImportStateId: fmt.Sprintf("%s::%s", id, scopes[0]), ImportState: true,
				ImportStateCheck: func(states []*terraform.InstanceState) error {
					if len(states) != 1 || states[0].Attributes["resource_server_identifier"] != identifier || states[0].ID != identifier+"::"+scopes[0] {
						return fmt.Errorf("imported %v", states)
					}
					return nil
				},
			})
		}
		for _, j := range []int{0, i + 1} {
			steps = append(steps, resource.TestStep{
				ResourceName: fmt.Sprintf("%s[%d]", scopeAddress, i*len(scopes)+j), ImportStateId: identifier + "::" + scopes[j],
				ImportState: true, ImportStateVerify: true,
			})
		}
	}
	for id, want := range map[string][2]string{
		"no separator":                   {"The import ID is not that of a scope", `"no separator" is not of the form IDENTIFIER::SCOPE`},
		"https://example.test/::":        {"The import ID is not that of a scope", "is not of the form"},
		"urn:missing::a::b":              {"There is no such scope", `The tenant has no scope "urn:missing::a::b"`},
		"https://example.test/a%2Fb/::x": {"Cannot import non-existent remote object", ""},
	} {
		steps = append(steps, resource.TestStep{
			ResourceName: scopeAddress + "[0]", ImportState: true, ImportStateId: id, ExpectError: acctest.DiagnosticWithoutLine(want[0], want[1]),
		})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(), Steps: steps})
}

func TestAccResourceServerScope_errors(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	id, _ := tenant.Create("resource-servers", acctest.Object{"identifier": appointments})["id"].(string)
	long := strings.Repeat("é", 501)
	tenant.ExpectErrors(t, scope(`scope = ""`)+fmt.Sprintf(`
resource "auth0api_resource_server_scope" "long" {
  resource_server_identifier = ""
  scope                      = %q
  description                = %q
}
`, long[:2*281], long),
		acctest.Diagnostic("Invalid Attribute Value Length", `scope = ""`, "count must be between 1 and 280, got: 0"),
		acctest.Diagnostic("Invalid Attribute Value Length", `resource_server_identifier = ""`, "count must be between 1 and 600, got: 0"),
		acctest.Diagnostic("Invalid Attribute Value Length", `scope                      = "éé`, "count must be between 1 and 280, got: 281"),
		acctest.Diagnostic("Invalid Attribute Value Length", `description                = "éé`, "count must be at most 500, got: 501"))
	tenant.ExpectErrors(t, fmt.Sprintf(`
resource "auth0api_resource_server_scope" "missing" {
  resource_server_identifier = "urn:missing"
  scope                      = "a"
}
resource "auth0api_resource_server_scope" "alias" {
  resource_server_identifier = %q
  scope                      = "a"
}
`, id),
		acctest.Diagnostic(`Creating scope "a" of API "urn:missing" failed`, `resource_server_identifier = "urn:missing"`, "The tenant has no API with this identifier. Create it first"),
		acctest.Diagnostic(`Creating scope "a" of API "`+id+`" failed`, `resource_server_identifier = "`+id+`"`, `Set resource_server_identifier = "`+appointments+`".`))
	if got := tenant.Scopes(appointments); len(got) != 0 {
		t.Errorf("the API has the scopes %v", got)
	}
}
