package export

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
)

const typeTenantSettings = "auth0api_tenant_settings"

// tenantTable are the settings of the tenant that the resource has.
func tenantTable() []setting {
	return append(
		plain("resource_parameter_profile", "authorization_response_iss_parameter_supported", "client_id_metadata_document_supported",
			"enable_dynamic_client_registration", "dynamic_client_registration_security_mode", "default_audience", "remove_alg_from_jwks"),
		setting{name: "default_token_quota", members: []setting{{name: "clients", members: tokenQuota()}, {name: "organizations", members: tokenQuota()}}},
	)
}

// tenantSettings writes the settings of the tenant that differ from those of a new tenant.
// It needs no import block: a create only changes the tenant's settings, and these are equal.
func (w *writer) tenantSettings(properties map[string]any) {
	values, defaults := withFlags(properties), withFlags(settings.Defaults())
	differs := false
	for _, s := range tenantTable() {
		differs = differs || w.expression(s, values[s.key()], defaults[s.key()]) != nil
	}
	if !differs {
		return
	}
	w.file.Body().AppendNewline()
	body := w.file.Body().AppendNewBlock("resource", []string{typeTenantSettings, "this"}).Body()
	w.settings(body, tenantTable(), values, defaults)
}

// withFlags returns settings with the members of flags beside them, as the resource has
// them.
func withFlags(properties map[string]any) map[string]any {
	out := maps.Clone(properties)
	flags, _ := properties["flags"].(map[string]any)
	for name, value := range flags {
		out[name] = value
	}
	return out
}
