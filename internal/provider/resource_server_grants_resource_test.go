package provider_test

import (
	"fmt"
	"slices"
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

const grantSetAddress = "auth0api_resource_server_grants.test"

// grantBlocks is the set "test" of an API's grants, each as CLIENT SCOPE…; more is further
// configuration of the set.
func grantBlocks(more string, each ...string) string {
	var config strings.Builder
	fmt.Fprintf(&config, "resource \"auth0api_resource_server_grants\" \"test\" {\n  resource_server_identifier = %q\n%s\n", appointments, more)
	for _, g := range each {
		words := strings.Fields(g)
		fmt.Fprintf(&config, "  grants {\n    client_id = %q\n    scopes = [", words[0])
		for _, scope := range words[1:] {
			fmt.Fprintf(&config, "%q, ", scope)
		}
		config.WriteString("]\n  }\n")
	}
	return config.String() + "}\n"
}

// grantsInTenant are the tenant's grants for the API, as CLIENT SUBJECT SCOPE….
func grantsInTenant(tenant *acctest.Tenant) []string {
	var found []string
	for _, g := range tenant.List("client-grants") {
		if g["audience"] == appointments {
			scopes := fmt.Sprint(g["scope"])
			if g["allow_all_scopes"] == true {
				scopes = "all"
			}
			holder := g["client_id"]
			if holder == nil {
				holder = g["default_for"]
			}
			found = append(found, fmt.Sprintf("%s %s %s", holder, g["subject_type"], strings.Trim(scopes, "[]")))
		}
	}
	slices.Sort(found)
	return found
}

func hasGrants(tenant *acctest.Tenant, want ...string) resource.TestCheckFunc {
	return func(*terraform.State) error {
		slices.Sort(want)
		if got := grantsInTenant(tenant); !slices.Equal(got, want) {
			return fmt.Errorf("the tenant has the grants\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
		}
		return nil
	}
}

// One resource has all grants: what a step changes takes a request for each grant that
// differs, and none for the others.
func TestAccResourceServerGrants_lifecycle(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	b, shadow := newClient(tenant, "b"), newClient(tenant, "shadow")
	writes := func(want map[string]int) resource.TestCheckFunc {
		return func(*terraform.State) error {
			expectWrites(t, tenant, want)
			tenant.Requests.Reset()
			return nil
		}
	}
	post, patch, remove := "POST "+grantsRoute, "PATCH "+grantRoute, "DELETE "+grantRoute
	two := []string{a + " read:a", b + " read:a write:a"}
	changed := preApply(plancheck.ExpectResourceAction(grantSetAddress, plancheck.ResourceActionUpdate))
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(grantBlocks("", two...)),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("id"), knownvalue.StringExact(appointments)),
					statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("grants"), knownvalue.SetSizeExact(2)),
					statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("grant_ids").AtMapKey(a+"::client"), knownvalue.NotNull()),
					statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("kept"), knownvalue.ListSizeExact(0)),
				},
				Check: resource.ComposeTestCheckFunc(hasGrants(tenant, a+" client read:a", b+" client read:a write:a"), writes(map[string]int{post: 2})),
			},
			{Config: tenant.Config(grantBlocks("", two[1], two[0])), ConfigPlanChecks: expectEmptyPlan(), Check: writes(map[string]int{})},
			{ResourceName: grantSetAddress, ImportState: true, ImportStateVerify: true, ImportStateId: appointments, ImportStateVerifyIgnore: []string{"grants"}},
			{
				// One changed, one removed, one new: a request for each.
				Config:           tenant.Config(grantBlocks("", a+" read:a cancel:a", shadow+" read:a")),
				ConfigPlanChecks: changed,
				Check:            resource.ComposeTestCheckFunc(hasGrants(tenant, a+" client cancel:a read:a", shadow+" client read:a"), writes(map[string]int{post: 1, patch: 1, remove: 1})),
			},
			{
				// The shadow grant: made by hand, it is in the next plan.
				PreConfig:        func() { grantTo(tenant, b, []string{"write:a"}); tenant.Requests.Reset() },
				Config:           tenant.Config(grantBlocks("", a+" read:a cancel:a", shadow+" read:a")),
				ConfigPlanChecks: changed,
				Check:            resource.ComposeTestCheckFunc(hasGrants(tenant, a+" client cancel:a read:a", shadow+" client read:a"), writes(map[string]int{remove: 1})),
			},
			{
				// Changed by hand, and removed by hand.
				PreConfig: func() {
					for _, g := range tenant.List("client-grants") {
						id, _ := g["id"].(string)
						switch g["client_id"] {
						case a:
							tenant.Change("client-grants", id, acctest.Object{"scope": []string{"write:a"}})
						case shadow:
							tenant.Delete("client-grants", id)
						}
					}
					tenant.Requests.Reset()
				},
				Config:           tenant.Config(grantBlocks("", a+" read:a cancel:a", shadow+" read:a")),
				ConfigPlanChecks: changed,
				Check:            resource.ComposeTestCheckFunc(hasGrants(tenant, a+" client cancel:a read:a", shadow+" client read:a"), writes(map[string]int{post: 1, patch: 1})),
			},
			{
				// Made between plan and apply: nothing is removed that no plan showed.
				Config:           tenant.Config(grantBlocks("", a+" read:a")),
				ConfigPlanChecks: preApply(acctest.AfterPlan(func() { grantTo(tenant, b, []string{"write:a"}) })),
				ExpectError: acctest.Diagnostic("The API has grants that are not declared here", `resource "auth0api_resource_server_grants" "test"`,
					`API "`+appointments+`" has grants that were made after the plan, and which this resource would remove: client `+b+`: write:a. Nothing was changed.`),
			},
			{
				// No block: no client has a grant.
				Config:           tenant.Config(grantBlocks("")),
				ConfigPlanChecks: changed,
				Check:            hasGrants(tenant),
			},
			{Config: tenant.Config(grantBlocks("")), ConfigPlanChecks: expectEmptyPlan()},
			{
				Config:           tenant.Config(grantBlocks("", two...)),
				Taint:            []string{grantSetAddress},
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(grantSetAddress, plancheck.ResourceActionReplace)),
				Check:            hasGrants(tenant, a+" client read:a", b+" client read:a write:a"),
			},
			{
				// The API is gone, and so are its grants.
				PreConfig: func() {
					tenant.Delete("resource-servers", appointments)
					tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "scopes": []acctest.Object{{"value": "read:a"}, {"value": "write:a"}}})
				},
				Config:           tenant.Config(grantBlocks("", two...)),
				ConfigPlanChecks: changed,
				Check:            hasGrants(tenant, a+" client read:a", b+" client read:a write:a"),
			},
		},
	})
	if err := hasGrants(tenant)(nil); err != nil {
		t.Errorf("after the destroy: %v", err)
	}
}

// A renamed block keeps the grants with a moved block; with create_before_destroy and
// without one, the create is an error that says so, and nothing is lost.
func TestAccResourceServerGrants_renamed(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	set := grantBlocks("", a+" read:a")
	renamed := strings.Replace(set, `"test" {`, `"renamed" {`, 1)
	keep := "  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: tenant.Config(set)},
			{
				Config:           tenant.Config(renamed + "moved {\n  from = auth0api_resource_server_grants.test\n  to = auth0api_resource_server_grants.renamed\n}\n"),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction("auth0api_resource_server_grants.renamed", plancheck.ResourceActionNoop)),
			},
			{
				Config: tenant.Config(strings.TrimSuffix(renamed, "}\n") + keep),
				Taint:  []string{"auth0api_resource_server_grants.renamed"},
				ExpectError: acctest.Diagnostic(`The client grants of API "`+appointments+`" exist already`, `resource_server_identifier = "`+appointments+`"`,
					"If this is a replacement, remove create_before_destroy"),
				Check: hasGrants(tenant, a+" client read:a"),
			},
		},
	})
}

func TestAccResourceServerGrants_errors(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	line := `resource "auth0api_resource_server_grants" "test"`
	tenant.ExpectErrors(t, grantBlocks(fmt.Sprintf("  except = [%q]\n  grants {\n    scopes = [\"read:a\"]\n  }\n", a), a+" read:a", a+" write:a"),
		acctest.Diagnostic("A grant is declared twice", line, "The grant "+a+"::client has two blocks."),
		acctest.Diagnostic("A grant is declared and excepted", `except = ["`+a+`"]`, "Client "+a+" is in except, and has a grants block."),
		acctest.Diagnostic("A grant is for one client, or a default", line, "Each grants block needs either client_id or default_for"))
	tenant.ExpectErrors(t, grantBlocks(fmt.Sprintf(`
  grants {
    client_id        = %q
    scopes           = ["read:a"]
    allow_all_scopes = true
  }
  grants {
    client_id                   = "other"
    authorization_details_types = ["payment"]
  }
`, a)),
		acctest.Diagnostic("All scopes and some scopes are granted", line, "In the block "+a+"::client, allow_all_scopes = true"),
		acctest.Diagnostic("The grant has no scopes", line, "In the block other::client, set scopes"),
		acctest.Diagnostic("Authorization details need a grant for users", line, "The block other::client is for the client itself"))
	tenant.ExpectErrors(t, grantBlocks("", "nobody read:a", "neither read:a"),
		acctest.Diagnostic(`Creating the grant of client "neither" on API "`+appointments+`" failed`, line, `The tenant has no client with the ID "neither".`),
		acctest.Diagnostic(`Creating the grant of client "nobody" on API "`+appointments+`" failed`, line, `The tenant has no client with the ID "nobody".`))
	tenant.ExpectErrors(t, strings.Replace(grantBlocks("", a+" read:a"), appointments, "urn:missing", 1),
		acctest.Diagnostic(`Creating the grant of client "`+a+`" on API "urn:missing" failed`, `resource_server_identifier = "urn:missing"`, "The tenant has no API with the identifier"))
	if err := hasGrants(tenant)(nil); err != nil {
		t.Error(err)
	}
}

// A create never removes a grant: it names what is there, and an import shows it in a
// plan first.
func TestAccResourceServerGrants_whatExistsIsImported(t *testing.T) {
	t.Parallel()
	tenant, a := granting(t)
	foreign := newClient(tenant, "foreign")
	grantTo(tenant, a, []string{"read:a"})
	grantTo(tenant, foreign, nil)
	tenant.ExpectErrors(t, grantBlocks("", a+" read:a"),
		acctest.Diagnostic(`The client grants of API "`+appointments+`" exist already`, `resource_server_identifier = "`+appointments+`"`,
			"client "+foreign+": all scopes of the API"))
	before := []string{a + " client read:a", foreign + " client all"}
	if err := hasGrants(tenant, slices.Clone(before)...)(nil); err != nil {
		t.Error(err)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{{
			Config:           tenant.Config("import {\n to = " + grantSetAddress + "\n id = \"" + appointments + "\"\n}\n" + grantBlocks("", a+" read:a")),
			ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(grantSetAddress, plancheck.ResourceActionUpdate)),
			Check:            hasGrants(tenant, a+" client read:a"),
		}},
	})
}

// The clients, and how many there are, come from other resources.
func TestAccResourceServerGrants_unknownAtPlan(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := func(count int) string {
		return tenant.Config(fmt.Sprintf(`
resource "auth0api_client" "each" {
  count = %d
  name  = "client ${count.index}"
}
resource "auth0api_resource_server_grants" "test" {
  resource_server_identifier = auth0api_resource_server.test.identifier
  dynamic "grants" {
    for_each = auth0api_client.each
    content {
      client_id = grants.value.client_id
      scopes    = []
    }
  }
}
`, count) + api(""))
	}
	size := func(n int) []statecheck.StateCheck {
		return []statecheck.StateCheck{
			statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("grants"), knownvalue.SetSizeExact(n)),
			statecheck.ExpectKnownValue(grantSetAddress, tfjsonpath.New("grant_ids"), knownvalue.MapSizeExact(n)),
		}
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{Config: config(2), ConfigStateChecks: size(2)},
			{Config: config(3), ConfigStateChecks: size(3)},
			{Config: config(3), ConfigPlanChecks: expectEmptyPlan()},
		},
	})
}
