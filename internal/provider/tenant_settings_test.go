package provider_test

import (
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const tenantSettingsResource = "auth0api_tenant_settings"

// tenantSettingsOf reads the tenant's settings, its flags by their names.
func tenantSettingsOf(tenant *acctest.Tenant) acctest.Object {
	var settings acctest.Object
	tenant.API(http.MethodGet, "/tenants/settings", nil, &settings)
	flags, _ := settings["flags"].(acctest.Object)
	for name, value := range flags {
		settings[name] = value
	}
	return settings
}

func changeTenantSettings(tenant *acctest.Tenant, body acctest.Object) {
	tenant.API(http.MethodPatch, "/tenants/settings", body, nil)
}

func tenantSettingsPatches(n int) map[string]int {
	if n == 0 {
		return map[string]int{}
	}
	return map[string]int{"PATCH /api/v2/tenants/settings": n}
}

// quota is the setting default_token_quota, and its form at the tenant.
func quota(subject string, perHour int64) (configured, has acctest.Object) {
	of := func(limit any, enforce acctest.Object) acctest.Object {
		limits := acctest.Object{"per_hour": limit}
		for name, value := range enforce {
			limits[name] = value
		}
		return acctest.Object{subject: acctest.Object{"client_credentials": limits}}
	}
	return of(perHour, nil), of(float64(perHour), acctest.Object{"enforce": true})
}

func TestEachTenantSettingIsSetChangedImportedAndWatched(t *testing.T) {
	t.Parallel()
	clients, hasClients := quota("clients", 10)
	organizations, hasOrganizations := quota("organizations", 20)
	_, byHand := quota("clients", 30)
	flag := func(name string) settingLife {
		return settingLife{first: true, second: false, byHand: acctest.Object{"flags": acctest.Object{name: true}}}
	}
	for name, life := range map[string]settingLife{
		"resource_parameter_profile":                     {first: "compatibility", second: "audience", byHand: "compatibility"},
		"authorization_response_iss_parameter_supported": {first: true, second: false, byHand: true},
		"client_id_metadata_document_supported":          {first: true, second: false, byHand: true},
		"enable_dynamic_client_registration":             flag("enable_dynamic_client_registration"),
		"dynamic_client_registration_security_mode":      {first: "permissive", second: "strict", byHand: "permissive"},
		"default_audience":                               {first: "urn:a", second: "", byHand: "urn:b"},
		"remove_alg_from_jwks":                           flag("remove_alg_from_jwks"),
		"default_token_quota":                            {first: clients, second: organizations, has: hasClients, hasThen: hasOrganizations, byHand: byHand},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			life.runOnTenant(t, name)
		})
	}
}

// runOnTenant is run for a setting of the tenant, which always exists.
func (l settingLife) runOnTenant(t *testing.T, name string) {
	t.Helper()
	tenant := acctest.NewTenant(t)
	before := tenantSettingsOf(tenant)
	o := &livingObject{tenant: tenant, resource: tenantSettingsResource, required: acctest.Values{}}
	holds := func(when string, want any) {
		t.Helper()
		if got := tenantSettingsOf(tenant)[name]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s, the tenant has %s = %v, want %v", when, name, got, want)
		}
	}
	o.applies(t, o.config(name, l.first), tenantSettingsPatches(1))
	holds("after the create", or(l.has, l.first))
	o.plansNothing(t, o.config(name, l.first))
	o.applies(t, o.config(name, l.second), tenantSettingsPatches(1))
	holds("after the update", or(l.hasThen, l.second))
	o.plansNothing(t, o.config(name, l.second))

	byHand, isBody := l.byHand.(acctest.Object)
	if _, isFlag := byHand["flags"]; !isBody || !isFlag {
		byHand = acctest.Object{name: l.byHand}
	}
	changeTenantSettings(tenant, byHand)
	o.refresh(t)
	o.applies(t, o.config(name, l.second), tenantSettingsPatches(1))
	holds("after a change by hand and an apply", or(l.hasThen, l.second))

	imported := connected(t, tenant).Import(tenantSettingsResource, domainOf(tenant))
	mustHaveNone(t, imported)
	prior := o.now
	o.now = imported
	o.plansNothing(t, o.config(name, l.second))
	if !o.now.Value.Equal(prior.Value) {
		t.Errorf("imported:\n%s\nwant\n%s", o.now.Value, prior.Value)
	}
	o.now = prior
	o.plansNothing(t, acctest.Values{}) // without the setting, it follows the tenant
	changeTenantSettings(tenant, byHand)
	o.plansNothing(t, acctest.Values{})

	tenant.Requests.Reset()
	expectDiagnostic(t, connected(t, tenant).Destroy(tenantSettingsResource, o.now), "warning: The tenant's settings stay as they are")
	expectWrites(t, tenant, tenantSettingsPatches(0))
	after := tenantSettingsOf(tenant)
	for other, value := range before {
		if other != name && other != "flags" && !reflect.DeepEqual(after[other], value) {
			t.Errorf("%s is %v, was %v: another setting was changed", other, after[other], value)
		}
	}
}

func domainOf(tenant *acctest.Tenant) string { return strings.TrimPrefix(tenant.URL, "http://") }

// Only what the configuration sets is sent: flags as members of flags, and of them
// no other.
func TestOnlyTenantSettingsThatAreSetAreSent(t *testing.T) {
	t.Parallel()
	var sent bodies
	tenant := acctest.NewTenant(t, mocktest.WithMiddleware(sent.record))
	p := connected(t, tenant)
	config := acctest.Values{"enable_dynamic_client_registration": true, "resource_parameter_profile": "compatibility"}
	state := p.Apply(tenantSettingsResource, noState, config)
	mustHaveNone(t, state)
	expectOneBody(t, &sent, acctest.Object{"resource_parameter_profile": "compatibility", "flags": acctest.Object{"enable_dynamic_client_registration": true}})
	config["remove_alg_from_jwks"], config["default_token_quota"] = true, acctest.Object{}
	state = p.ApplyAfter(tenantSettingsResource, state, config)
	mustHaveNone(t, state)
	expectOneBody(t, &sent, acctest.Object{"flags": acctest.Object{"remove_alg_from_jwks": true}})
	config["default_token_quota"], _ = quota("clients", 5)
	state = p.ApplyAfter(tenantSettingsResource, state, config)
	expectOneBody(t, &sent, acctest.Object{"default_token_quota": acctest.Object{"clients": acctest.Object{"client_credentials": acctest.Object{"enforce": true, "per_hour": 5.0}}}})
	config["default_token_quota"] = acctest.Object{}
	state = p.ApplyAfter(tenantSettingsResource, state, config)
	mustHaveNone(t, state)
	expectOneBody(t, &sent, acctest.Object{"default_token_quota": nil})
}

func expectOneBody(t *testing.T, sent *bodies, want acctest.Object) {
	t.Helper()
	if got := sent.take(); len(got) != 1 || !reflect.DeepEqual(got[0], want) {
		t.Errorf("the bodies are %v, want %v", got, want)
	}
}

func TestTenantSettingsWithoutASettingWriteNothing(t *testing.T) {
	t.Parallel()
	o := &livingObject{tenant: acctest.NewTenant(t), resource: tenantSettingsResource}
	o.applies(t, acctest.Values{}, tenantSettingsPatches(0))
	o.plansNothing(t, acctest.Values{})
	want := acctest.Object{
		"id": domainOf(o.tenant), "resource_parameter_profile": "audience", "default_audience": "", "enable_dynamic_client_registration": false,
		"dynamic_client_registration_security_mode": nil, "default_token_quota": acctest.Object{"clients": nil, "organizations": nil},
	}
	data := connected(t, o.tenant).ReadData(tenantSettingsResource, nil)
	mustHaveNone(t, data)
	for name, value := range want {
		if !reflect.DeepEqual(o.now.Attribute(name), value) || !reflect.DeepEqual(data.Attribute(name), value) {
			t.Errorf("%s is %v in the resource and %v in the data source, want %v", name, o.now.Attribute(name), data.Attribute(name), value)
		}
	}
}

// The official provider's auth0_tenant sends the whole of what its configuration
// says. Neither sees a change of what only the other one sets.
func TestTheOfficialProviderManagesOtherTenantSettings(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	ours := acctest.Values{"resource_parameter_profile": "compatibility", "enable_dynamic_client_registration": true}
	theirs := acctest.Object{
		"friendly_name": "Example", "session_lifetime": 100, "default_audience": "urn:theirs", "flags": acctest.Object{"disable_clickjack_protection_headers": true, "remove_alg_from_jwks": true},
	}
	o := &livingObject{tenant: tenant, resource: tenantSettingsResource}
	o.applies(t, ours, tenantSettingsPatches(1))
	changeTenantSettings(tenant, theirs)
	o.plansNothing(t, ours)
	seen := tenantSettingsOf(tenant)
	ours["authorization_response_iss_parameter_supported"] = true
	o.applies(t, ours, tenantSettingsPatches(1))
	expectDiagnostic(t, connected(t, tenant).Destroy(tenantSettingsResource, o.now), "warning")
	seen["authorization_response_iss_parameter_supported"] = true
	if now := tenantSettingsOf(tenant); !reflect.DeepEqual(now, seen) {
		t.Errorf("the tenant has %v, want %v", now, seen)
	}
}

func TestTheTenantsSettingsAreOneObject(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := connected(t, tenant)
	mustHaveNone(t, p.Plan(tenantSettingsResource, noState, acctest.Values{}))
	expectDiagnostic(t, p.Plan(tenantSettingsResource, noState, acctest.Values{}), "error: Two blocks declare the tenant's settings")

	p = connected(t, tenant)
	state := p.Apply(tenantSettingsResource, noState, acctest.Values{"resource_parameter_profile": "compatibility"})
	expectDiagnostic(t, p.PlanDestroy(tenantSettingsResource, state), "warning: The tenant's settings stay as they are", "restores no earlier value")
	expectDiagnostic(t, p.Import(tenantSettingsResource, "other.example.test"), "error: There are no such settings", domainOf(tenant))

	elsewhere := connected(t, acctest.NewTenant(t))
	read := elsewhere.ReadAfter(tenantSettingsResource, state)
	expectDiagnostic(t, read, "warning: The state has the settings of another tenant", domainOf(tenant))
	if !read.Value.IsNull() {
		t.Errorf("the settings of another tenant stay in the state: %s", read.Value)
	}
}

func TestTenantSettingsAreValidated(t *testing.T) {
	t.Parallel()
	for at, config := range map[string]acctest.Values{
		"resource_parameter_profile":                                   {"resource_parameter_profile": "resource"},
		"dynamic_client_registration_security_mode":                    {"dynamic_client_registration_security_mode": "loose"},
		"default_token_quota.clients.client_credentials.per_hour":      {"default_token_quota": acctest.Object{"clients": acctest.Object{"client_credentials": acctest.Object{"per_hour": int64(0)}}}},
		"default_audience":                                             {"default_audience": strings.Repeat("x", 601)},
		"default_token_quota.organizations.client_credentials.per_day": {"default_token_quota": acctest.Object{"organizations": acctest.Object{"client_credentials": acctest.Object{"per_day": int64(-1)}}}},
	} {
		expectDiagnostic(t, plugin(t).Validate(tenantSettingsResource, config), "error at "+at)
	}
	none := acctest.Object{"clients": acctest.Object{"client_credentials": acctest.Object{}}}
	if got := plugin(t).Validate(tenantSettingsResource, acctest.Values{"default_token_quota": none}); len(got.Diagnostics) == 0 || !strings.Contains(fmt.Sprint(got.Diagnostics), "per_day") {
		t.Errorf("a quota without a limit: %q", got.Diagnostics)
	}
}

func TestTenantSettingsNeedTheirScopes(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	p := permitted(t, tenant, "read:tenant_settings")
	expectDiagnostic(t, p.Apply(tenantSettingsResource, noState, acctest.Values{"default_audience": "urn:a"}),
		"error: Updating the tenant's settings failed", "Grant the provider's client the scope update:tenant_settings")
	mustHaveNone(t, p.ReadData(tenantSettingsResource, nil))
	expectDiagnostic(t, permitted(t, tenant, "read:clients").ReadData(tenantSettingsResource, nil),
		"error: Reading the tenant's settings failed", "Grant the provider's client the scope read:tenant_settings")
}

// The CLI adds the import of the whole and the configuration that it generates.
func TestAccTenantSettings_generatedConfigurationPlansNothing(t *testing.T) {
	t.Parallel()
	tenant := acctest.NewTenant(t)
	changeTenantSettings(tenant, acctest.Object{"default_token_quota": acctest.Object{"clients": acctest.Object{"client_credentials": acctest.Object{"per_day": 7}}}, "default_audience": "urn:a"})
	cli := acctest.NewCLI(t)
	cli.Not("Terraform v1.16.0", cannotGenerate)
	cli.Not("OpenTofu v1.11.0", crashesAtGeneration)
	cli.Config(tenant.Config(fmt.Sprintf("import {\n  to = %s.this\n  id = %q\n}\n", tenantSettingsResource, domainOf(tenant))))
	if output := cli.Must("plan", "-no-color", "-generate-config-out=generated.tf"); !strings.Contains(output, "Plan: 1 to import, 0 to add, 0 to change, 0 to destroy.") {
		t.Errorf("the generated configuration changes something:\n%s", output)
	}
	cli.Apply()
	cli.EmptyPlan()
	if output := cli.Apply("-destroy"); !strings.Contains(output, "The tenant's settings stay as they are") {
		t.Errorf("the destroy does not say that it restores nothing:\n%s", output)
	}
	if tenantSettingsOf(tenant)["default_audience"] != "urn:a" {
		t.Error("the destroy changed a setting")
	}
}
