package provider_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const (
	clientAddress = "auth0api_client.test"
	clientsRoute  = "/api/v2/clients"
	clientRoute   = "/api/v2/clients/{id}"
)

// client is a client named "test" with the given settings.
func client(settings string) string {
	return "\nresource \"auth0api_client\" \"test\" {\n  " + settings + "\n}\n"
}

func clientHas(attribute string, value knownvalue.Check) statecheck.StateCheck {
	return statecheck.ExpectKnownValue(clientAddress, tfjsonpath.New(attribute), value)
}

func grantTypesAre(grantTypes ...string) knownvalue.Check {
	checks := make([]knownvalue.Check, len(grantTypes))
	for i, g := range grantTypes {
		checks[i] = knownvalue.StringExact(g)
	}
	return knownvalue.ListExact(checks)
}

// clientNamed is the one client of the tenant with this name.
func clientNamed(t *testing.T, tenant *acctest.Tenant, name string) acctest.Object {
	t.Helper()
	var found acctest.Object
	for _, c := range tenant.List("clients") {
		if c["name"] == name {
			found = c
		}
	}
	if found == nil {
		t.Fatalf("the tenant has no client %q", name)
	}
	return found
}

// onlyTheAdmin checks that a tenant has only the client that manages it and the
// global client, which every tenant has.
func onlyTheAdmin(t *testing.T, tenant *acctest.Tenant) {
	t.Helper()
	for _, c := range tenant.List("clients") {
		if c["client_id"] != tenant.ClientID && c["global"] != true {
			t.Errorf("the tenant has client %v", c["name"])
		}
	}
}

func TestAccClient_lifecycle(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := func(settings string) string { return tenant.Config(client(settings)) }
	secret := regexp.MustCompile(`^[\w-]{64}$`)
	kept := statecheck.CompareValue(compare.ValuesSame())
	same := func() statecheck.StateCheck {
		return kept.AddStateValue(clientAddress, tfjsonpath.New("client_secret"))
	}
	// No secret comes in by an import.
	imported := resource.TestStep{ResourceName: clientAddress, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"client_secret"}}
	id := func(name string) string { id, _ := clientNamed(t, tenant, name)["client_id"].(string); return id }
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				// The defaults of a machine-to-machine client.
				Config: config(`name = "Reader"`),
				ConfigPlanChecks: preApply(
					plancheck.ExpectKnownValue(clientAddress, tfjsonpath.New("app_type"), knownvalue.StringExact("non_interactive")),
					plancheck.ExpectUnknownValue(clientAddress, tfjsonpath.New("client_secret")),
					plancheck.ExpectSensitiveValue(clientAddress, tfjsonpath.New("client_secret")),
				),
				ConfigStateChecks: []statecheck.StateCheck{
					clientHas("app_type", knownvalue.StringExact("non_interactive")),
					clientHas("grant_types", grantTypesAre("client_credentials")),
					clientHas("token_endpoint_auth_method", knownvalue.Null()),
					clientHas("description", knownvalue.Null()),
					clientHas("client_secret", knownvalue.StringRegexp(secret)),
					statecheck.ExpectSensitiveValue(clientAddress, tfjsonpath.New("client_secret")),
					statecheck.CompareValuePairs(clientAddress, tfjsonpath.New("id"), clientAddress, tfjsonpath.New("client_id"), compare.ValuesSame()),
					same(),
				},
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"POST " + clientsRoute: 1})
					return nil
				},
			},
			{
				// Every attribute, in one request; the secret stays and its plan is known.
				PreConfig: tenant.Requests.Reset,
				Config: config(`name = "Lecteur d'été"
  description = "Shows the calendar"
  app_type    = "regular_web"
  grant_types = ["client_credentials", "authorization_code"]
  token_endpoint_auth_method = "client_secret_basic"`),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(clientAddress, "name", "description", "app_type", "grant_types", "token_endpoint_auth_method")),
				ConfigStateChecks: []statecheck.StateCheck{
					clientHas("grant_types", grantTypesAre("client_credentials", "authorization_code")),
					clientHas("token_endpoint_auth_method", knownvalue.StringExact("client_secret_basic")),
					same(),
				},
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"PATCH " + clientRoute: 1})
					c := clientNamed(t, tenant, "Lecteur d'été")
					if c["description"] != "Shows the calendar" || c["app_type"] != "regular_web" || c["token_endpoint_auth_method"] != "client_secret_basic" {
						t.Errorf("the tenant has %v", c)
					}
					return nil
				},
			},
			imported,
			// What the configuration no longer says stays as it is.
			{Config: config(`name = "Lecteur d'été"`), ConfigPlanChecks: expectEmptyPlan(), ConfigStateChecks: []statecheck.StateCheck{same()}},
			{
				// Changed behind Terraform's back: what the configuration says is
				// planned back, what it leaves out follows.
				PreConfig: func() {
					tenant.Change("clients", id("Lecteur d'été"), acctest.Object{"name": "By hand", "description": "By hand", "grant_types": []string{"client_credentials"}})
				},
				Config:           config("name = \"Lecteur d'été\"\n  description = \"\""),
				ConfigPlanChecks: preApply(acctest.ExpectUpdate(clientAddress, "name", "description")),
				ConfigStateChecks: []statecheck.StateCheck{
					clientHas("description", knownvalue.StringExact("")), clientHas("grant_types", grantTypesAre("client_credentials")), same(),
				},
			},
			{
				PreConfig:        func() { tenant.Delete("clients", id("Lecteur d'été")) },
				Config:           config(`name = "Anew"`),
				ConfigPlanChecks: preApply(plancheck.ExpectResourceAction(clientAddress, plancheck.ResourceActionCreate)),
			},
		},
	})
	onlyTheAdmin(t, tenant)
}

func TestASecretThatMayNotBeReadIsKept(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	audience := tenant.URL + "/api/v2/"
	limited := tenant.Create("clients", acctest.Object{"name": "limited", "app_type": "non_interactive"})
	tenant.Create("client-grants", acctest.Object{"client_id": limited["client_id"], "audience": audience, "scope": []string{"create:clients", "read:clients", "update:clients"}})
	p := plugin(t)
	p.MustConfigure(acctest.Values{"domain": tenant.URL, "client_id": limited["client_id"], "client_secret": limited["client_secret"]})

	state := p.Apply("auth0api_client", noState, acctest.Values{"name": "c"})
	mustHaveNone(t, state)
	secret := state.Attribute("client_secret")
	if secret == nil {
		t.Fatal("the answer to a create has no secret")
	}
	state = p.Read("auth0api_client", state.Value)
	mustHaveNone(t, state)
	if got := state.Attribute("client_secret"); got != secret {
		t.Errorf("after a refresh the secret is %v, want it kept", got)
	}
	state = p.Apply("auth0api_client", state.Value, acctest.Values{"name": "renamed"})
	mustHaveNone(t, state)
	if got := state.Attribute("client_secret"); got != secret {
		t.Errorf("after an update the secret is %v, want it kept", got)
	}
	imported := p.Read("auth0api_client", p.Import("auth0api_client", state.Attribute("id").(string)).Value)
	mustHaveNone(t, imported)
	if got := imported.Attribute("client_secret"); got != nil {
		t.Errorf("after an import the secret is %v, want null", got)
	}
	// A scope that the provider's own client lacks.
	expectDiagnostic(t, p.Apply("auth0api_client_grant", noState, acctest.Values{"client_id": "a", "audience": "b", "scopes": []any{}}),
		"error: Creating the grant", "create:client_grants", "Grant the provider's client the scope create:client_grants")
}

func TestAccClient_errors(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	one := func(name, settings string) string {
		return strings.ReplaceAll(client(settings), `"test"`, `"`+name+`"`)
	}
	long := strings.Repeat("é", 141)
	tenant.ExpectErrors(t,
		one("brackets", `name = "<b>c</b>"`)+
			one("empty", `name = ""`)+
			one("long", "name = \"c\"\n  description = \""+long+"\"")+
			one("type", "name = \"c\"\n  app_type = \"robot\"")+
			one("method", "name = \"c\"\n  token_endpoint_auth_method = \"tls\"")+
			one("twice", "name = \"c\"\n  grant_types = [\"password\", \"password\"]")+
			one("nothing", `description = "no name"`),
		acctest.Diagnostic("Invalid Attribute Value Match", `name = "<b>c</b>"`, "must not contain < or >"),
		acctest.Diagnostic("Invalid Attribute Value Length", `name = ""`, "at least 1"),
		acctest.Diagnostic("Invalid Attribute Value Length", `description = "`+long+`"`, "at most 140"),
		acctest.Diagnostic("Invalid Attribute Value Match", `app_type = "robot"`, `"non_interactive"`),
		acctest.Diagnostic("Invalid Attribute Value Match", `token_endpoint_auth_method = "tls"`, `"client_secret_post"`),
		acctest.Diagnostic("Duplicate List Value", `grant_types = ["password", "password"]`, "password"),
		acctest.Diagnostic("Missing required argument", `resource "auth0api_client" "nothing"`, `"name" is required`),
	)
	tenant.ExpectErrors(t,
		one("unknown", "name = \"telepath\"\n  grant_types = [\"telepathy\"]")+
			one("public", "name = \"public\"\n  grant_types = [\"client_credentials\"]\n  token_endpoint_auth_method = \"none\""),
		acctest.Diagnostic("Unknown grant type", `grant_types = ["telepathy"]`, `"telepathy" is not a grant type`),
		acctest.Diagnostic("A public client cannot use client_credentials", `grant_types = ["client_credentials"]`, "Remove client_credentials"),
	)
	onlyTheAdmin(t, tenant)
}
