package provider_test

import (
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

func TestAccClient_settings(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	config := func(settings string) string {
		return tenant.Config(client("name = \"app\"\n  app_type = \"spa\"\n  client_secret_in_state = false\n" + settings))
	}
	const all = `
  callbacks           = ["https://app.example.test/callback"]
  allowed_logout_urls = ["https://app.example.test/"]
  web_origins         = ["https://app.example.test"]
  oidc_conformant     = true
  is_first_party      = false
  organization_usage  = "allow"
  client_metadata     = { team = "a" }
  jwt_configuration   = { alg = "RS256", lifetime_in_seconds = 60 }
  refresh_token = {
    rotation_type   = "rotating"
    expiration_type = "expiring"
    policies        = [{ audience = "urn:b", scope = ["read:b"] }]
  }`
	within := func(steps ...string) tfjsonpath.Path {
		path := tfjsonpath.New(steps[0])
		for _, step := range steps[1:] {
			path = path.AtMapKey(step)
		}
		return path
	}
	has := func(value knownvalue.Check, steps ...string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(clientAddress, within(steps...), value)
	}
	empty := knownvalue.ListExact([]knownvalue.Check{})
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config: config(all),
				ConfigPlanChecks: preApply(
					plancheck.ExpectUnknownValue(clientAddress, within("refresh_token", "leeway")),
					plancheck.ExpectKnownValue(clientAddress, within("client_secret"), knownvalue.Null()),
				),
				ConfigStateChecks: []statecheck.StateCheck{
					has(knownvalue.Int64Exact(60), "jwt_configuration", "lifetime_in_seconds"), has(knownvalue.Bool(false), "jwt_configuration", "secret_encoded"),
					has(knownvalue.Int64Exact(0), "refresh_token", "leeway"), has(knownvalue.Null(), "client_secret"),
				},
			},
			{
				ResourceName: clientAddress, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"client_secret_in_state"},
			},
			{
				// A member alone: the plan shows nothing else of the object as unknown.
				PreConfig: tenant.Requests.Reset,
				Config:    config(strings.Replace(all, "lifetime_in_seconds = 60", "lifetime_in_seconds = 90", 1)),
				ConfigPlanChecks: preApply(
					acctest.ExpectUpdate(clientAddress, "jwt_configuration"),
					plancheck.ExpectKnownValue(clientAddress, within("jwt_configuration", "secret_encoded"), knownvalue.Bool(false)),
				),
				Check: func(*terraform.State) error {
					expectWrites(t, tenant, map[string]int{"PATCH " + clientRoute: 1})
					return nil
				},
			},
			{
				Config: config(""),
				ConfigPlanChecks: preApply(
					acctest.ExpectUpdate(clientAddress, "callbacks", "allowed_logout_urls", "web_origins", "organization_usage", "client_metadata", "refresh_token"),
				),
				ConfigStateChecks: []statecheck.StateCheck{
					has(empty, "callbacks"), has(empty, "allowed_logout_urls"), has(empty, "web_origins"), has(knownvalue.Null(), "organization_usage"),
					has(knownvalue.MapExact(map[string]knownvalue.Check{}), "client_metadata"), has(knownvalue.Null(), "refresh_token"),
					has(knownvalue.Int64Exact(90), "jwt_configuration", "lifetime_in_seconds"), has(knownvalue.Bool(false), "is_first_party"),
				},
			},
		},
	})
}

func TestAClientThatIsAnAPIIsReplacedWithIt(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := func(identifier string) acctest.Values {
		return acctest.Values{"name": "api", "app_type": "resource_server", "resource_server_identifier": identifier}
	}
	expectDiagnostic(t, p.Apply("auth0api_client", noState, config("urn:a")),
		`error at resource_server_identifier: Creating client "api" failed`, "urn:a")
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:a"})
	state := p.Apply("auth0api_client", noState, config("urn:a"))
	mustHaveNone(t, state)
	if linked := tenant.ResourceServer("urn:a")["client_id"]; linked == nil || linked != state.Attribute("id") {
		t.Errorf("the API's client is %v", linked)
	}
	if plan := p.PlanAfter("auth0api_client", state, config("urn:b")); len(plan.Replace) != 1 {
		t.Errorf("another API replaces by %v", plan.Replace)
	}
	if plan := p.PlanAfter("auth0api_client", state, acctest.Values{"name": "api", "app_type": "resource_server"}); len(plan.Replace) > 0 || !plan.Value.Equal(state.Value) {
		t.Errorf("without an identifier, it is replaced by %v", plan.Replace)
	}
	expectDiagnostic(t, p.Apply("auth0api_client", noState, config("urn:a")),
		`error at resource_server_identifier: Creating client "api" failed`, "linked to the client")
}

func TestAStateThatIsNotToHoldTheSecretDoesNot(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	config := func(inState any) acctest.Values {
		return acctest.Values{"name": "c", "client_secret_in_state": inState}
	}
	var state acctest.Answer
	for _, step := range []struct {
		inState any
		held    bool
	}{{false, false}, {true, true}, {nil, true}, {false, false}, {nil, true}} {
		state = p.ApplyAfter("auth0api_client", state, config(step.inState))
		mustHaveNone(t, state)
		read := p.ReadAfter("auth0api_client", state)
		for _, answer := range []acctest.Answer{state, read} {
			if secret := answer.Attribute("client_secret"); (secret != nil) != step.held || answer.Attribute("client_secret_in_state") != step.inState {
				t.Errorf("with %v, the state holds a secret: %t", step.inState, secret != nil)
			}
		}
	}
	if count := tenant.Requests.Count("PATCH", clientRoute); count > 0 {
		t.Errorf("%d PATCHes for what is only the state's", count)
	}
}

func TestClientSettingsAreValidatedAtPlan(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	long := strings.Repeat("é", 256)
	many := map[string]any{}
	for i := range 11 {
		many[string(rune('a'+i))] = "x"
	}
	policy := map[string]any{"audience": "urn:b", "scope": []any{"s"}}
	refresh := func(name string, value any) acctest.Values {
		return acctest.Values{"refresh_token": map[string]any{"rotation_type": "rotating", "expiration_type": "expiring", name: value}}
	}
	jwt := func(name string, value any) acctest.Values {
		return acctest.Values{"jwt_configuration": map[string]any{name: value}}
	}
	for _, c := range []struct {
		config acctest.Values
		at     string
	}{
		{acctest.Values{"callbacks": []any{""}}, "callbacks[0]"},
		{acctest.Values{"callbacks": []any{nil}}, "callbacks"},
		{acctest.Values{"allowed_logout_urls": []any{""}}, "allowed_logout_urls[0]"},
		{acctest.Values{"web_origins": []any{""}}, "web_origins[0]"},
		{acctest.Values{"organization_usage": "maybe"}, "organization_usage"},
		{acctest.Values{"client_metadata": many}, "client_metadata"},
		{acctest.Values{"client_metadata": map[string]any{"a": nil}}, "client_metadata"},
		{acctest.Values{"client_metadata": map[string]any{"a": long}}, "client_metadata[a]"},
		{acctest.Values{"client_metadata": map[string]any{long: "a"}}, "client_metadata[" + long + "]"},
		{acctest.Values{"resource_server_identifier": "urn:a"}, "resource_server_identifier"},
		{acctest.Values{"resource_server_identifier": "", "app_type": "resource_server"}, "resource_server_identifier"},
		{jwt("alg", "none"), "jwt_configuration.alg"},
		{jwt("lifetime_in_seconds", int64(-1)), "jwt_configuration.lifetime_in_seconds"},
		{refresh("rotation_type", "always"), "refresh_token.rotation_type"},
		{refresh("expiration_type", "never"), "refresh_token.expiration_type"},
		{refresh("expiration_type", "non-expiring"), "refresh_token.expiration_type"},
		{refresh("leeway", int64(-1)), "refresh_token.leeway"},
		{refresh("token_lifetime", int64(0)), "refresh_token.token_lifetime"},
		{refresh("token_lifetime", int64(157788001)), "refresh_token.token_lifetime"},
		{refresh("idle_token_lifetime", int64(0)), "refresh_token.idle_token_lifetime"},
		{refresh("policies", []any{policy, map[string]any{"audience": "", "scope": []any{"s"}}}), "refresh_token.policies[1].audience"},
		{refresh("policies", []any{map[string]any{"audience": "urn:b", "scope": []any{""}}}), "refresh_token.policies[0].scope"},
	} {
		c.config["name"] = "c"
		got := p.Validate("auth0api_client", c.config)
		if len(got.Diagnostics) == 0 || !strings.HasPrefix(got.Diagnostics[0], "error at "+c.at) {
			t.Errorf("%v: %q, want an error at %s", c.config, got.Diagnostics, c.at)
		}
	}
	for _, fine := range []acctest.Values{
		{"resource_server_identifier": acctest.Unknown, "app_type": acctest.Unknown},
		{"refresh_token": acctest.Unknown, "jwt_configuration": acctest.Unknown, "client_metadata": acctest.Unknown, "callbacks": acctest.Unknown},
		refresh("rotation_type", acctest.Unknown), refresh("expiration_type", acctest.Unknown), refresh("policies", []any{policy}), refresh("policies", []any{}),
	} {
		fine["name"] = "c"
		mustHaveNone(t, p.Validate("auth0api_client", fine))
	}
}
