package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestAClientIsFoundByIDOrByName(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	made := tenant.Create("clients", acctest.Object{
		"name": "Reader", "description": "Reads", "app_type": "non_interactive",
		"token_endpoint_auth_method": "client_secret_post", "grant_types": []string{"client_credentials"},
	})
	var twins []string
	for range 2 {
		twins = append(twins, newClient(tenant, "twin"))
	}
	p := connected(t, tenant)
	for name, config := range map[string]acctest.Values{
		"client_id": {"client_id": made["client_id"], "client_secret_in_state": true}, "name": {"name": "Reader", "client_secret_in_state": true},
	} {
		got := p.ReadData("auth0api_client", config)
		mustHaveNone(t, got)
		for attribute, want := range map[string]any{
			"id": made["client_id"], "client_id": made["client_id"], "name": "Reader", "description": "Reads", "app_type": "non_interactive",
			"token_endpoint_auth_method": "client_secret_post", "client_secret": made["client_secret"],
		} {
			if value := got.Attribute(attribute); value != want {
				t.Errorf("by %s: %s is %v, want %v", name, attribute, value, want)
			}
		}
		if grantTypes := texts(got.Attribute("grant_types")); len(grantTypes) != 1 || grantTypes[0] != "client_credentials" {
			t.Errorf("by %s: grant_types are %v", name, grantTypes)
		}
	}
	for _, inState := range []any{nil, false} {
		got := p.ReadData("auth0api_client", acctest.Values{"name": "Reader", "client_secret_in_state": inState})
		mustHaveNone(t, got)
		if got.Attribute("client_secret") != nil || got.Attribute("client_secret_in_state") != inState || got.Attribute("description") != "Reads" {
			t.Errorf("with client_secret_in_state = %v: %s", inState, got.Value)
		}
	}
	expectDiagnostic(t, p.ReadData("auth0api_client", acctest.Values{"client_id": "nobody"}), "error at client_id: There is no such client", `"nobody"`)
	expectDiagnostic(t, p.ReadData("auth0api_client", acctest.Values{"name": "reader"}), "error at name: There is no such client", `"reader"`)
	expectDiagnostic(t, p.ReadData("auth0api_client", acctest.Values{"name": "twin"}), "error at name: Several clients have this name", "2 clients", twins[0], twins[1], "client_id")
}

func TestAClientIsFoundBehindManyOthers(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 120 {
		newClient(tenant, fmt.Sprintf("client %d", i))
	}
	p := connected(t, tenant)
	mustHaveNone(t, p.ReadData("auth0api_client", acctest.Values{"name": "client 0"}))
	mustHaveNone(t, p.ReadData("auth0api_client", acctest.Values{"name": "client 119"}))
	if n := tenant.Requests.Count(http.MethodGet, clientsRoute); n != 2 {
		t.Errorf("%d requests for two looks at 121 clients, want those of one", n)
	}
}

func TestAccClientDataSource(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	both := `
resource "auth0api_client" "test" {
  name = "Reader"
}
data "auth0api_client" "id" {
  client_id              = auth0api_client.test.client_id
  client_secret_in_state = true
}
data "auth0api_client" "name" {
  name       = auth0api_client.test.name
  depends_on = [auth0api_client.test]
}
`
	same := func(source, attribute string) statecheck.StateCheck {
		return statecheck.CompareValuePairs(clientAddress, tfjsonpath.New(attribute), source, tfjsonpath.New(attribute), compare.ValuesSame())
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(both),
				ConfigStateChecks: []statecheck.StateCheck{
					same("data.auth0api_client.id", "client_id"), same("data.auth0api_client.id", "client_secret"), same("data.auth0api_client.id", "grant_types"),
					same("data.auth0api_client.name", "client_id"),
					statecheck.ExpectSensitiveValue("data.auth0api_client.id", tfjsonpath.New("client_secret")),
				},
			},
			{Config: tenant.Config(both), ConfigPlanChecks: expectEmptyPlan()},
		},
	})
	tenant.ExpectErrors(t, `
data "auth0api_client" "both" {
  client_id = "a"
  name      = "b"
}
data "auth0api_client" "neither" {
}
data "auth0api_client" "empty" {
  name = ""
}
`,
		acctest.Diagnostic("Invalid Attribute Combination", `client_id = "a"`, "client_id,name"),
		acctest.Diagnostic("Missing Attribute Configuration", `data "auth0api_client" "neither"`, "client_id,name"),
		acctest.Diagnostic("Invalid Attribute Value Length", `name = ""`, "at least 1"),
	)
}
