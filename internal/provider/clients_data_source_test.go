package provider_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func TestClientsAreListedByEachFilter(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	// "All Applications", which every tenant has, and the one of the tests.
	began := named(tenant.List("clients"), "name")
	tenant.Create("clients", acctest.Object{"name": "Shop", "app_type": "spa"})
	tenant.Create("clients", acctest.Object{"name": "Partner shop", "app_type": "regular_web", "is_first_party": false})
	tenant.Create("clients", acctest.Object{"name": "Batch", "app_type": "non_interactive"})
	for name, c := range map[string]struct {
		config acctest.Values
		want   string
	}{
		"name":             {acctest.Values{"name_filter": "hop"}, "Partner shop Shop"},
		"case of a name":   {acctest.Values{"name_filter": "Shop"}, "Shop"},
		"type":             {acctest.Values{"app_types": []any{"spa"}}, "Shop"},
		"types":            {acctest.Values{"app_types": []any{"spa", "regular_web"}}, "Partner shop Shop"},
		"third parties'":   {acctest.Values{"is_first_party": false}, "Partner shop"},
		"the tenant's own": {acctest.Values{"is_first_party": true, "app_types": []any{"spa", "regular_web"}}, "Shop"},
		"global":           {acctest.Values{"is_global": true}, "All Applications"},
		"not global":       {acctest.Values{"is_global": false, "name_filter": "Batch"}, "Batch"},
		"none":             {nil, "All Applications Batch " + strings.TrimPrefix(began, "All Applications ") + " Partner shop Shop"},
	} {
		p := connected(t, tenant)
		tenant.Requests.Reset()
		if got := named(objects(t, p.ReadData("auth0api_clients", c.config), "clients"), "name"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if n := tenant.Requests.Count(http.MethodGet, clientsRoute); n != 1 {
			t.Errorf("%s: %d requests, want 1", name, n)
		}
	}
}

func TestAClientOfTheListIsTheOneThatIsReadAlone(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments})
	_, public := keyPair(t)
	made := tenant.Create("clients", acctest.Object{
		"name": "Everything", "description": "Has much", "app_type": "regular_web", "logo_uri": "https://app.example.test/logo.png",
		"client_metadata": acctest.Object{"team": "clinic"}, "oidc_conformant": true, "callbacks": []string{"https://app.example.test/callback"},
		"allowed_logout_urls": []string{"https://app.example.test/bye"}, "web_origins": []string{"https://app.example.test"},
		"jwt_configuration": acctest.Object{"alg": "RS256", "lifetime_in_seconds": 600},
		"refresh_token":     acctest.Object{"rotation_type": "rotating", "expiration_type": "expiring", "token_lifetime": 3600, "leeway": 3},
		"client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": []acctest.Object{
			{"credential_type": "public_key", "alg": "RS256", "pem": public}}}},
		"organization_usage": "allow", "require_proof_of_possession": true,
	})
	p := connected(t, tenant)
	list := objects(t, p.ReadData("auth0api_clients", acctest.Values{"name_filter": "Everything"}), "clients")
	alone := p.ReadData("auth0api_client", acctest.Values{"client_id": made["client_id"]})
	mustHaveNone(t, alone)
	for name, value := range list[0] {
		if want := alone.Attribute(name); fmt.Sprint(value) != fmt.Sprint(want) {
			t.Errorf("%s is %v in the list, and %v alone", name, value, want)
		}
	}
	for name, want := range map[string]string{
		"id": fmt.Sprint(made["client_id"]), "client_id": fmt.Sprint(made["client_id"]), "description": "Has much", "global": "false", "is_first_party": "true",
		"client_metadata": "map[team:clinic]", "callbacks": "[https://app.example.test/callback]", "allowed_logout_urls": "[https://app.example.test/bye]",
		"web_origins": "[https://app.example.test]", "oidc_conformant": "true", "organization_usage": "allow", "require_proof_of_possession": "true",
		"logo_uri": "https://app.example.test/logo.png", "token_quota": "<nil>",
	} {
		if got := fmt.Sprint(list[0][name]); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for name, members := range map[string]acctest.Object{
		"jwt_configuration": {"alg": "RS256", "lifetime_in_seconds": int64(600)},
		"refresh_token":     {"rotation_type": "rotating", "expiration_type": "expiring", "token_lifetime": int64(3600), "leeway": int64(3)},
	} {
		got, _ := list[0][name].(acctest.Object)
		for member, want := range members {
			if got[member] != want {
				t.Errorf("%s.%s is %v, want %v", name, member, got[member], want)
			}
		}
	}
	if methods := fmt.Sprint(list[0]["client_authentication_methods"]); !strings.Contains(methods, "private_key_jwt:map[credentials:[map[id:cred_") {
		t.Errorf("client_authentication_methods is %s", methods)
	}
}

func TestClientsAreListedWithoutSecrets(t *testing.T) {
	t.Parallel()
	var answered string
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != clientsRoute {
				next.ServeHTTP(w, r)
				return
			}
			recorded := httptest.NewRecorder()
			next.ServeHTTP(recorded, r)
			answered += recorded.Body.String()
			_, _ = w.Write(recorded.Body.Bytes())
		})
	}))
	made := tenant.Create("clients", acctest.Object{"name": "Reader", "app_type": "non_interactive"})
	got := connected(t, tenant).ReadData("auth0api_clients", nil)
	mustHaveNone(t, got)
	for _, secret := range []string{made["client_secret"].(string), tenant.ClientSecret} {
		// The service, too, was asked to leave them out.
		if strings.Contains(got.Value.String(), secret) || strings.Contains(answered, secret) || answered == "" {
			t.Errorf("the service answered %s, the list is %s", answered, got.Value)
		}
	}
}

func TestManyClientsAreListedWithARequestForEachHundred(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	for i := range 200 { // and the two that the tenant began with
		newClient(tenant, fmt.Sprintf("client %d", i))
	}
	got := objects(t, connected(t, tenant).ReadData("auth0api_clients", nil), "clients")
	if n := tenant.Requests.Count(http.MethodGet, clientsRoute); n != 3 || len(got) != 202 {
		t.Errorf("%d clients with %d requests, want 202 with 3", len(got), n)
	}
}

func TestListingClientsNeedsAScope(t *testing.T) {
	t.Parallel()
	expectDiagnostic(t, permitted(t, acctest.NewTenant(t), "read:client_grants").ReadData("auth0api_clients", nil), "error: Listing clients failed", "read:clients")
}

func TestAccClientsDataSource(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := `
resource "auth0api_client" "test" {
  name     = "Reader"
  app_type = "regular_web"
}
resource "terraform_data" "type" {
  input = auth0api_client.test.app_type
}
data "auth0api_clients" "test" {
  app_types      = [terraform_data.type.output]
  is_first_party = true
}
data "auth0api_clients" "global" {
  is_global = true
}
output "found" {
  value = data.auth0api_clients.test.clients[*].client_id == tolist([auth0api_client.test.client_id])
}
output "global" {
  value = data.auth0api_clients.global.clients[*].name
}
`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(config),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("found", knownvalue.Bool(true)),
					statecheck.ExpectKnownOutputValue("global", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("All Applications")})),
				},
			},
			{Config: tenant.Config(config), ConfigPlanChecks: expectEmptyPlan()},
		},
	})
}

func TestAccClientsDataSource_errors(t *testing.T) {
	t.Parallel()
	acctest.NewTenant(t).ExpectErrors(t, `
data "auth0api_clients" "nothing" {
  app_types = []
}
data "auth0api_clients" "unheard" {
  app_types = ["machine"]
}
data "auth0api_clients" "nameless" {
  name_filter = ""
}
`,
		acctest.Diagnostic("Invalid Attribute Value", `app_types = []`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Match", `app_types = ["machine"]`, "non_interactive"),
		acctest.Diagnostic("Invalid Attribute Value Length", `name_filter = ""`, "at least 1"))
}
