package provider_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func TestTheManagementAPIIsImportedChangedInPartAndOnlyForgotten(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	system := tenant.URL + "/api/v2/"
	with := func(name string, value any) acctest.Values { return acctest.Values{"identifier": system, name: value} }
	api := &livingObject{tenant: tenant, resource: apiResource, kind: "resource-servers", required: acctest.Values{"identifier": system}}
	patched := map[string]int{"PATCH " + apiRoute: 1}

	expectDiagnostic(t, connected(t, tenant).Apply(apiResource, noState, with("token_lifetime", int64(4000))),
		"error at identifier: API \""+system+"\" exists already", "can be changed in part and is never deleted", "import {\n    to = auth0api_resource_server.NAME\n    id = \"")

	api.now = connected(t, tenant).Import(apiResource, system)
	api.plansNothing(t, api.required)
	if api.now.Attribute("is_system") != true || api.now.Attribute("name") != "Auth0 Management API" {
		t.Errorf("the state is %s", api.now.Value)
	}
	for name, value := range map[string]any{
		"skip_consent_for_verifiable_first_party_clients": true,
		"subject_type_authorization":                      object{"user": object{"policy": "deny_all"}, "client": object{"policy": "require_client_grant"}},
		"token_lifetime_for_web":                          int64(60),
	} {
		api.applies(t, with(name, value), patched)
		api.plansNothing(t, with(name, value))
	}
	// The tenant lowers the other lifetime itself; whether it can be told to is open.
	shortened := connected(t, tenant).PlanAfter(apiResource, api.now, with("token_lifetime", int64(59)))
	if got := shortened.Attribute("token_lifetime_for_web"); got != acctest.Unknown {
		t.Errorf("token_lifetime_for_web is planned as %v, want not known", got)
	}
	for name, value := range map[string]any{
		"name": "Mine", "signing_alg": "PS256", "allow_offline_access": true, "enforce_policies": true, "consent_policy": "transactional-authorization-with-mfa",
		"authorization_policy": object{"policy_id": "p"},
	} {
		expectDiagnostic(t, connected(t, tenant).PlanAfter(apiResource, api.now, with(name, value)), "error at "+name+": This setting of a system API cannot be changed",
			"accepts changes only to token_lifetime, ", "Remove "+name+" from the configuration")
	}
	expectDiagnostic(t, connected(t, tenant).PlanAfter(apiResource, api.now, with("subject_type_authorization", object{"client": object{"policy": "deny_all"}})),
		"error at subject_type_authorization.client: This setting of a system API cannot be changed")

	tenant.Requests.Reset()
	for _, got := range []acctest.Answer{connected(t, tenant).PlanDestroy(apiResource, api.now), connected(t, tenant).Destroy(apiResource, api.now)} {
		expectDiagnostic(t, got, "warning: A system object is not deleted", "This API", "Terraform removes it from the state")
		if !got.Value.IsNull() {
			t.Errorf("the state is %s", got.Value)
		}
	}
	expectWrites(t, tenant, map[string]int{})
}

func TestAGrantOfTheTenantsOwnIsOnlyForgotten(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	own, _ := tenant.List("client-grants")[0]["id"].(string)
	p := connected(t, tenant)
	read := p.Read("auth0api_client_grant", p.Import("auth0api_client_grant", own).Value)
	mustHaveNone(t, read)
	if read.Attribute("is_system") != true {
		t.Errorf("the state is %s", read.Value)
	}
	got := p.Destroy("auth0api_client_grant", read)
	expectDiagnostic(t, got, "warning: A system object is not deleted", "This client grant")
	if len(tenant.List("client-grants")) != 1 {
		t.Error("the grant is gone")
	}
}

// The CLI's way through the same.
func TestAccResourceServer_systemAPI(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	system := tenant.URL + "/api/v2/"
	config := func(settings string) string {
		return tenant.Config(`
import {
  to = auth0api_resource_server.test
  id = "` + system + `"
}
resource "auth0api_resource_server" "test" {
  identifier = "` + system + `"
  ` + settings + `
}
`)
	}
	resource.Test(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(),
		Steps: []resource.TestStep{
			{
				Config:            config("token_lifetime = 4000"),
				ConfigStateChecks: []statecheck.StateCheck{apiHas("is_system", knownvalue.Bool(true)), apiHas("token_lifetime_for_web", knownvalue.Int64Exact(4000))},
			},
			{Config: config("token_lifetime = 4000"), ConfigPlanChecks: expectEmptyPlan()},
			{
				Config:      config(`name = "Mine"`),
				ExpectError: acctest.Diagnostic("This setting of a system API cannot be changed", `name = "Mine"`, "Remove name from the configuration"),
			},
			// The end of the test destroys it, which the tenant would refuse.
		},
	})
	if tenant.ResourceServer(system)["token_lifetime"] != 4000.0 {
		t.Error("the Management API is gone, or changed by its destroy")
	}
}
