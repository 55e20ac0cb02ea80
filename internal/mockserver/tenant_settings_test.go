package mockserver_test

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

func TestResetRestoresTheSettingsOfTheStart(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t, mocktest.WithTenantSettings(map[string]any{"resource_parameter_profile": "compatibility"}))
	read := func() (settings map[string]any) {
		mock.API("GET", "/tenants/settings", nil, &settings)
		return settings
	}
	mock.API("PATCH", "/tenants/settings", map[string]any{"resource_parameter_profile": "audience", "default_audience": "urn:a"}, nil)
	if s := read(); s["resource_parameter_profile"] != "audience" || s["default_audience"] != "urn:a" {
		t.Fatalf("%v", s)
	}
	mock.Reset()
	if s := read(); s["resource_parameter_profile"] != "compatibility" || s["default_audience"] != nil {
		t.Errorf("%v", s)
	}
}
