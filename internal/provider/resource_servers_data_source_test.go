package provider_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// named are the values of one attribute of the elements, with a space between.
func named(elements []acctest.Object, attribute string) string {
	var values []string
	for _, e := range elements {
		values = append(values, fmt.Sprint(e[attribute]))
	}
	return strings.Join(values, " ")
}

// clinic is a tenant with three APIs.
func clinic(t *testing.T) *acctest.Tenant {
	t.Helper()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:b", "name": "Billing", "signing_alg": "HS256", "signing_secret": hsSecret})
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:a", "name": "Appointments", "token_lifetime": 3600,
		"scopes": []acctest.Object{{"value": "read:a", "description": "Read"}, {"value": "write:a"}}})
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:c", "name": "Appointments archive"})
	return tenant
}

func TestAPIsAreListedByEachFilter(t *testing.T) {
	t.Parallel()
	tenant := clinic(t)
	system := tenant.URL + "/api/v2/"
	for name, c := range map[string]struct {
		config acctest.Values
		want   string
	}{
		"none":            {nil, system + " urn:a urn:b urn:c"},
		"identifiers":     {acctest.Values{"identifiers": []any{"urn:c", "urn:missing", "urn:a"}}, "urn:a urn:c"},
		"not there":       {acctest.Values{"identifiers": []any{"urn:missing"}}, ""},
		"name":            {acctest.Values{"name_filter": "Appointments"}, "urn:a urn:c"},
		"part of a name":  {acctest.Values{"name_filter": "arch"}, "urn:c"},
		"case of a name":  {acctest.Values{"name_filter": "billing"}, ""},
		"system":          {acctest.Values{"is_system": true}, system},
		"not system":      {acctest.Values{"is_system": false}, "urn:a urn:b urn:c"},
		"several filters": {acctest.Values{"identifiers": []any{"urn:b", "urn:c"}, "name_filter": "Appointments", "is_system": false}, "urn:c"},
	} {
		p := connected(t, tenant)
		tenant.Requests.Reset()
		if got := named(objects(t, p.ReadData("auth0api_resource_servers", c.config), "resource_servers"), "identifier"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if n := tenant.Requests.Count(http.MethodGet, apisRoute); n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
	}
}

func TestAnAPIOfTheListIsTheOneThatIsReadAlone(t *testing.T) {
	t.Parallel()
	tenant := clinic(t)
	_, pem := keyPair(t)
	tenant.Change("resource-servers", "urn:a", acctest.Object{
		"allow_offline_access": true, "consent_policy": "transactional-authorization-with-mfa",
		"authorization_details": []acctest.Object{{"type": "payment"}},
		"proof_of_possession":   acctest.Object{"mechanism": "dpop", "required": true},
		"token_encryption": acctest.Object{"format": "compact-nested-jwe",
			"encryption_key": acctest.Object{"name": "k", "alg": "RSA-OAEP-256", "kid": "one", "pem": pem}},
		"subject_type_authorization": acctest.Object{"client": acctest.Object{"policy": "deny_all"}, "user": acctest.Object{"policy": "allow_all"}},
	})
	p := connected(t, tenant)
	list := objects(t, p.ReadData("auth0api_resource_servers", acctest.Values{"identifiers": []any{"urn:a", "urn:b"}}), "resource_servers")
	for _, listed := range list {
		alone := p.ReadData("auth0api_resource_server", acctest.Values{"identifier": listed["identifier"]})
		mustHaveNone(t, alone)
		if _, has := listed["signing_secret"]; has {
			t.Error("the list has a signing secret")
		}
		for name, value := range listed {
			if want := alone.Attribute(name); fmt.Sprint(value) != fmt.Sprint(want) {
				t.Errorf("%s of %s is %v in the list, and %v alone", name, listed["identifier"], value, want)
			}
		}
	}
	for name, want := range map[string]string{
		"scopes": "[map[description:Read name:read:a] map[description:<nil> name:write:a]]", "token_lifetime": "3600", "is_system": "false",
		"allow_offline_access": "true", "consent_policy": "transactional-authorization-with-mfa", "authorization_details": "[map[type:payment]]",
		"subject_type_authorization": "map[client:map[policy:deny_all] user:map[policy:allow_all]]", "authorization_policy": "<nil>",
	} {
		if got := fmt.Sprint(list[0][name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	possession, _ := list[0]["proof_of_possession"].(acctest.Object)
	encryption, _ := list[0]["token_encryption"].(acctest.Object)
	key, _ := encryption["encryption_key"].(acctest.Object)
	if possession["mechanism"] != "dpop" || possession["required"] != true || key["algorithm"] != "RSA-OAEP-256" || key["kid"] != "one" || key["thumbprint_sha256"] == nil {
		t.Errorf("proof_of_possession is %v, token_encryption %v", possession, encryption)
	}
	if n := tenant.Requests.Count(http.MethodGet, apisRoute); n != 1 {
		t.Errorf("%d lists", n)
	}
	if all := len(tenant.Requests.All()); all != 2 { // and the token
		t.Errorf("%d requests: what was listed is not asked for again", all)
	}
}

func TestMoreAPIsThanTheServiceListsAreAnErrorAndNotAPart(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 1000 { // and the Management API
		tenant.Create("resource-servers", acctest.Object{"identifier": fmt.Sprintf("urn:%03d", i)})
	}
	expectDiagnostic(t, connected(t, tenant).ReadData("auth0api_resource_servers", nil),
		"error at identifiers: The tenant has more APIs than the service lists", "There are 1001 APIs", "at most 1000")
	if n := tenant.Requests.Count(http.MethodGet, apisRoute); n != 1 {
		t.Errorf("%d requests until the error, want 1", n)
	}
	wanted := make([]any, 120)
	for i := range wanted {
		wanted[i] = fmt.Sprintf("urn:%03d", i)
	}
	tenant.Requests.Reset()
	got := objects(t, connected(t, tenant).ReadData("auth0api_resource_servers", acctest.Values{"identifiers": wanted}), "resource_servers")
	if n := tenant.Requests.Count(http.MethodGet, apisRoute); n != 3 || len(got) != 120 {
		t.Errorf("%d APIs with %d requests, want 120 with 3", len(got), n)
	}
}

func TestListingAPIsNeedsItsScope(t *testing.T) {
	t.Parallel()
	expectDiagnostic(t, permitted(t, acctest.NewTenant(t), "read:clients").ReadData("auth0api_resource_servers", nil), "error: Listing APIs failed", "read:resource_servers")
}

func TestAccResourceServersDataSource(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	// The identifiers are not known at the first plan.
	config := tenant.Config(api("name = \"Appointments\"\n  signing_alg = \"HS256\"\n  signing_secret = \""+hsSecret+"\"") + `
resource "terraform_data" "identifier" {
  input = auth0api_resource_server.test.identifier
}
data "auth0api_resource_servers" "test" {
  identifiers = [terraform_data.identifier.output]
}
data "auth0api_resource_servers" "none" {
  name_filter = "nothing is called so"
}
output "names" {
  value = data.auth0api_resource_servers.test.resource_servers[*].name
}
output "none" {
  value = data.auth0api_resource_servers.none.resource_servers
}
`)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("names", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("Appointments")})),
					statecheck.ExpectKnownOutputValue("none", knownvalue.ListExact([]knownvalue.Check{})),
				},
			},
			{Config: config, ConfigPlanChecks: expectEmptyPlan()},
		},
	})
}

func TestAccResourceServersDataSource_errors(t *testing.T) {
	t.Parallel()
	acctest.NewTenant(t).ExpectErrors(t, `
data "auth0api_resource_servers" "nothing" {
  identifiers = []
}
data "auth0api_resource_servers" "empty" {
  identifiers = [""]
}
data "auth0api_resource_servers" "nameless" {
  name_filter = ""
}
`,
		acctest.Diagnostic("Invalid Attribute Value", `identifiers = []`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `identifiers = [""]`, "between 1 and 600"),
		acctest.Diagnostic("Invalid Attribute Value Length", `name_filter = ""`, "at least 1"))
}
