package provider_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestClientGrantsAreListedByEachFilter(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:a", "scopes": []acctest.Object{{"value": "read:a"}, {"value": "write:a"}}})
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:b"})
	reader, batch := newClient(tenant, "Reader"), newClient(tenant, "Batch")
	makeGrant := func(client, audience string, further acctest.Object) string {
		body := acctest.Object{"client_id": client, "audience": audience, "scope": []string{}}
		for name, value := range further {
			body[name] = value
		}
		id, _ := tenant.Create("client-grants", body)["id"].(string)
		return id
	}
	ids := map[string]string{
		makeGrant(reader, "urn:a", acctest.Object{"scope": []string{"read:a"}}):                                   "reader-a",
		makeGrant(reader, "urn:a", acctest.Object{"subject_type": "user"}):                                        "reader-a-user",
		makeGrant(reader, "urn:b", acctest.Object{"organization_usage": "allow", "allow_any_organization": true}): "reader-b",
		makeGrant(batch, "urn:b", nil): "batch-b",
	}
	for name, c := range map[string]struct {
		config acctest.Values
		want   []string
	}{
		"client":                 {acctest.Values{"client_id": reader}, []string{"reader-a", "reader-a-user", "reader-b"}},
		"unheard client":         {acctest.Values{"client_id": "nobody"}, nil},
		"audience":               {acctest.Values{"audience": "urn:b"}, []string{"reader-b", "batch-b"}},
		"client and audience":    {acctest.Values{"client_id": reader, "audience": "urn:a"}, []string{"reader-a", "reader-a-user"}},
		"subject type":           {acctest.Values{"subject_type": "user"}, []string{"reader-a-user"}},
		"any organization":       {acctest.Values{"allow_any_organization": true}, []string{"reader-b"}},
		"not every organization": {acctest.Values{"allow_any_organization": false, "audience": "urn:b"}, []string{"batch-b"}},
		"default for":            {acctest.Values{"default_for": "third_party_clients"}, nil},
	} {
		p := connected(t, tenant)
		tenant.Requests.Reset()
		got := objects(t, p.ReadData("auth0api_client_grants", c.config), "client_grants")
		found := map[string]bool{}
		for _, g := range got {
			found[ids[g["id"].(string)]] = true
		}
		for _, want := range c.want {
			if !found[want] {
				t.Errorf("%s: %s is missing in %v", name, want, found)
			}
		}
		if n := tenant.Requests.Count(http.MethodGet, grantsRoute); n != 1 || len(got) != len(c.want) {
			t.Errorf("%s: %d grants with %d requests, want %d with 1", name, len(got), n, len(c.want))
		}
	}
	all := objects(t, connected(t, tenant).ReadData("auth0api_client_grants", nil), "client_grants")
	if audiences := named(all, "audience"); audiences != tenant.URL+"/api/v2/ urn:a urn:a urn:b urn:b" {
		t.Errorf("the grants are on %s, want them in order", audiences)
	}
	for _, g := range all {
		switch ids[g["id"].(string)] {
		case "reader-a":
			want := acctest.Object{"client_id": reader, "audience": "urn:a", "subject_type": "client", "scopes": []any{"read:a"},
				"allow_all_scopes": false, "allow_any_organization": false, "is_system": false, "default_for": nil}
			for name, value := range want {
				if fmt.Sprint(g[name]) != fmt.Sprint(value) {
					t.Errorf("%s is %v, want %v", name, g[name], value)
				}
			}
		case "reader-b":
			if g["organization_usage"] != "allow" || g["allow_any_organization"] != true {
				t.Errorf("got %v", g)
			}
		}
	}
}

func TestManyClientGrantsAreListedWithARequestForEachHundred(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments})
	for i := range 101 {
		tenant.Create("client-grants", acctest.Object{"client_id": newClient(tenant, fmt.Sprint(i)), "audience": appointments, "scope": []string{}})
	}
	p := connected(t, tenant)
	got := objects(t, p.ReadData("auth0api_client_grants", acctest.Values{"audience": appointments}), "client_grants")
	if n := tenant.Requests.Count(http.MethodGet, grantsRoute); n != 2 || len(got) != 101 {
		t.Errorf("%d grants with %d requests, want 101 with 2", len(got), n)
	}
}

func TestListingClientGrantsNeedsItsScope(t *testing.T) {
	t.Parallel()
	got := permitted(t, acctest.NewTenant(t), "read:clients").ReadData("auth0api_client_grants", acctest.Values{"client_id": "client"})
	expectDiagnostic(t, got, "error: Listing client grants failed", "read:client_grants")
}

func TestAccClientGrantsDataSource(t *testing.T) {
	t.Parallel()
	tenant, client := granting(t)
	config := grant(client, appointments, "scopes = [\"read:a\"]") + `
data "auth0api_client_grants" "test" {
  audience  = auth0api_client_grant.test.audience
  client_id = terraform_data.client.output
}
resource "terraform_data" "client" {
  input = auth0api_client_grant.test.client_id
}
data "auth0api_client_grants" "none" {
  audience = "urn:nothing"
}
output "scopes" {
  value = flatten(data.auth0api_client_grants.test.client_grants[*].scopes)
}
output "none" {
  value = length(data.auth0api_client_grants.none.client_grants)
}
`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(config),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("scopes", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("read:a")})),
					statecheck.ExpectKnownOutputValue("none", knownvalue.Int64Exact(0)),
				},
			},
			{Config: tenant.Config(config), ConfigPlanChecks: expectEmptyPlan()},
		},
	})
}

func TestAccClientGrantsDataSource_errors(t *testing.T) {
	t.Parallel()
	acctest.NewTenant(t).ExpectErrors(t, `
data "auth0api_client_grants" "a" {
  client_id = ""
}
data "auth0api_client_grants" "b" {
  audience = ""
}
data "auth0api_client_grants" "c" {
  subject_type = "robot"
}
data "auth0api_client_grants" "d" {
  default_for = "everybody"
}
`,
		acctest.Diagnostic("Invalid Attribute Value Length", `client_id = ""`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `audience = ""`, "between 1 and 600"),
		acctest.Diagnostic("Invalid Attribute Value Match", `subject_type = "robot"`, "client"),
		acctest.Diagnostic("Invalid Attribute Value Match", `default_for = "everybody"`, "third_party_clients"))
}
