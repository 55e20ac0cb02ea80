package provider_test

import (
	"fmt"
	"maps"
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

const (
	appointments = "https://appointments.example.test/"
	apiAddress   = "auth0api_resource_server.test"
)

// The routes of the requests that tests count.
const (
	apisRoute = "/api/v2/resource-servers"
	apiRoute  = "/api/v2/resource-servers/{id}"
)

// api is a resource server named "test" with the given settings.
func api(settings string) string {
	return fmt.Sprintf(`
resource "auth0api_resource_server" "test" {
  identifier = %q
  %s
}
`, appointments, settings)
}

func apiHas(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(apiAddress, tfjsonpath.New(attribute), value)
}

// expectEmptyPlan checks a step whose apply has nothing to do.
func expectEmptyPlan() resource.ConfigPlanChecks {
	return preApply(plancheck.ExpectEmptyPlan())
}

// preApply are checks of a step's plan.
func preApply(checks ...plancheck.PlanCheck) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: checks}
}

// noAPIs checks that a tenant has no API but its own.
func noAPIs(t *testing.T, tenant *acctest.Tenant) {
	t.Helper()
	for _, a := range tenant.List("resource-servers") {
		if a["is_system"] != true {
			t.Errorf("the tenant has API %v", a["identifier"])
		}
	}
}

// expectWrites checks which requests, other than reads, a tenant has had since
// the last Reset of its log.
func expectWrites(t *testing.T, tenant *acctest.Tenant, want map[string]int) {
	t.Helper()
	got := tenant.Requests.Counts()
	maps.DeleteFunc(got, func(request string, _ int) bool {
		return len(request) > 3 && request[:3] == http.MethodGet || request == "POST /oauth/token"
	})
	if !maps.Equal(got, want) {
		t.Errorf("the writes are %v, want %v", got, want)
	}
}

func TestAccResourceServer_everySettingIsCreatedAndUpdated(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	const first = `name = "Appointments"
  signing_alg = "PS256"
  allow_offline_access = true
  token_lifetime = 3600
  token_lifetime_for_web = 600
  skip_consent_for_verifiable_first_party_clients = true
  enforce_policies = true
  token_dialect = "access_token_authz"`
	const second = `name = "Rendez-vous à l'hôpital"
  signing_alg = "RS512"
  allow_offline_access = false
  token_lifetime = 2592000
  token_lifetime_for_web = 2592000
  skip_consent_for_verifiable_first_party_clients = false
  enforce_policies = false
  token_dialect = "rfc9068_profile"`
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(api(first)),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("id", knownvalue.NotNull()),
					apiHas("signing_secret", knownvalue.Null()),
				},
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"POST " + apisRoute: 1})
					expectSettings(t, tenant, acctest.Object{
						"name": "Appointments", "signing_alg": "PS256", "allow_offline_access": true, "token_lifetime": 3600.0,
						"token_lifetime_for_web": 600.0, "skip_consent_for_verifiable_first_party_clients": true,
						"enforce_policies": true, "token_dialect": "access_token_authz",
					})
					return nil
				},
			},
			{
				PreConfig: tenant.Requests.Reset,
				Config:    tenant.Config(api(second)),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(apiAddress, "name", "signing_alg", "allow_offline_access", "token_lifetime",
					"token_lifetime_for_web", "skip_consent_for_verifiable_first_party_clients", "enforce_policies", "token_dialect")),
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"PATCH " + apiRoute: 1})
					expectSettings(t, tenant, acctest.Object{
						"name": "Rendez-vous à l'hôpital", "signing_alg": "RS512", "allow_offline_access": false, "token_lifetime": 2592000.0,
						"token_lifetime_for_web": 2592000.0, "skip_consent_for_verifiable_first_party_clients": false,
						"enforce_policies": false, "token_dialect": "rfc9068_profile",
					})
					return nil
				},
			},
			{
				// What the configuration no longer says stays as it is.
				PreConfig:        tenant.Requests.Reset,
				Config:           tenant.Config(api("")),
				ConfigPlanChecks: expectEmptyPlan(),
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{})
					return nil
				},
			},
			{ResourceName: apiAddress, ImportState: true, ImportStateVerify: true},
			{ResourceName: apiAddress, ImportState: true, ImportStateVerify: true, ImportStateId: appointments},
		},
	})
	noAPIs(t, tenant)
}

func expectSettings(t *testing.T, tenant *acctest.Tenant, want acctest.Object) {
	t.Helper()
	got := tenant.ResourceServer(appointments)
	for name, value := range want {
		if got[name] != value {
			t.Errorf("the tenant has %s = %v, want %v", name, got[name], value)
		}
	}
}

func TestAccResourceServer_whatIsLeftOutFollowsTheTenant(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: tenant.Config(api("")),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("name", knownvalue.Null()),
					apiHas("signing_alg", knownvalue.StringExact("RS256")),
					apiHas("signing_secret", knownvalue.Null()),
					apiHas("allow_offline_access", knownvalue.Bool(false)),
					apiHas("token_lifetime", knownvalue.Int64Exact(86400)),
					apiHas("token_lifetime_for_web", knownvalue.Int64Exact(7200)),
					apiHas("skip_consent_for_verifiable_first_party_clients", knownvalue.Bool(false)),
					apiHas("enforce_policies", knownvalue.Null()),
					apiHas("token_dialect", knownvalue.Null()),
				},
			},
			{
				PreConfig: func() {
					tenant.Change("resource-servers", appointments, acctest.Object{
						"name": "By hand", "token_lifetime": 1000, "enforce_policies": true, "signing_alg": "HS256",
					})
				},
				Config:           tenant.Config(api("")),
				ConfigPlanChecks: expectEmptyPlan(),
				ConfigStateChecks: []statecheck.StateCheck{
					apiHas("name", knownvalue.StringExact("By hand")),
					apiHas("token_lifetime_for_web", knownvalue.Int64Exact(1000)),
					apiHas("enforce_policies", knownvalue.Bool(true)),
					apiHas("signing_secret", knownvalue.Null()),
				},
			},
		},
	})
}

func TestAccResourceServer_identifierChangeReplaces(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	// The identifier is known at apply only.
	config := func(identifier string) string {
		return tenant.Config(fmt.Sprintf(`
resource "terraform_data" "identifier" {
  input = %q
}
resource "auth0api_resource_server" "test" {
  identifier  = terraform_data.identifier.output
  name        = "Named"
  signing_alg = "HS256"
}
`, identifier))
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config:            config("urn:one"),
				ConfigPlanChecks:  preApply(plancheck.ExpectUnknownValue(apiAddress, tfjsonpath.New("identifier"))),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("identifier", knownvalue.StringExact("urn:one"))},
			},
			{
				Config: config("urn:two"),
				ConfigPlanChecks: preApply(
					plancheck.ExpectResourceAction(apiAddress, plancheck.ResourceActionDestroyBeforeCreate),
					plancheck.ExpectUnknownValue(apiAddress, tfjsonpath.New("id")),
				),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("identifier", knownvalue.StringExact("urn:two"))},
				Check: func(*terraform.State) error {
					if n := len(tenant.List("resource-servers")); n != 2 {
						t.Errorf("the tenant has %d APIs, want its own and one", n)
					}
					return nil
				},
			},
		},
	})
}

func TestAccResourceServer_importByAwkwardIdentifiers(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	identifiers := []string{"https://a.example.test/v1/x?y=1#z", "urn:example:api::1", "50%25 off/100% of it", "with space, 'quotes' & ünïcode"}
	config := `
locals {
  identifiers = [`
	for _, i := range identifiers {
		config += fmt.Sprintf("%q, ", i)
	}
	config += `]
}
resource "auth0api_resource_server" "test" {
  count      = length(local.identifiers)
  identifier = local.identifiers[count.index]
  name       = "API ${count.index}"
}
`
	steps := []resource.TestStep{{Config: tenant.Config(config)}}
	for i, identifier := range identifiers {
		steps = append(steps, resource.TestStep{
			ResourceName: fmt.Sprintf("%s[%d]", apiAddress, i), ImportStateId: identifier, ImportState: true, ImportStateVerify: true,
		})
	}
	resource.Test(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(), Steps: steps})
}
