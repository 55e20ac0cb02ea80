package deploycli_test

import (
	"net/http"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func TestTheSettingsOfTheTenantThatConcernAPIsAreLoaded(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	of := func(properties object) deploycli.Configuration {
		return deploycli.Configuration{Tenant: &deploycli.Object{Source: "tenant.json", Properties: properties}}
	}
	wanted := object{
		"friendly_name": "Test", "session_lifetime": 5, "sandbox_versions_available": []any{"22"}, "resource_parameter_profile": "compatibility",
		"default_audience": "https://api.example.test/", "flags": object{"enable_sso": false, "enable_dynamic_client_registration": true},
	}
	expect(t, load(t, mock, of(wanted)), "updated the tenant's settings: default_audience, flags, resource_parameter_profile")
	var stored object
	mock.API(http.MethodGet, "/tenants/settings", nil, &stored)
	flags, _ := stored["flags"].(object)
	if stored["friendly_name"] != nil || stored["resource_parameter_profile"] != "compatibility" || flags["enable_dynamic_client_registration"] != true || flags["enable_sso"] != true {
		t.Errorf("the tenant has %v", stored)
	}
	expect(t, load(t, mock, of(wanted)), "unchanged the tenant's settings")
	expect(t, load(t, mock, of(object{"friendly_name": "Test"})), "skipped the tenant's settings: none of them concerns APIs")
	expect(t, load(t, mock, of(object{"resource_parameter_profile": "both"})),
		`failed the tenant's settings: tenant.json: 400 invalid_body: Payload validation error: 'No enum match for: both' on property resource_parameter_profile.`)
}
