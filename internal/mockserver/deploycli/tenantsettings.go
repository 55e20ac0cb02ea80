package deploycli

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// sectionTenant is the section of the tenant's settings, one object; tenantFile has it where
// each object has a file.
const (
	sectionTenant = "tenant"
	tenantFile    = "tenant.json"
)

// tenantProperties are the settings that a mock follows. All others have no effect on APIs.
func tenantProperties() []string {
	return []string{
		"acr_values_supported", "allow_organization_name_in_authentication_api", "authorization_response_iss_parameter_supported",
		"client_id_metadata_document_supported", "default_audience", "default_token_quota", "dynamic_client_registration_security_mode",
		"oidc_logout", "pushed_authorization_requests_supported", "resource_parameter_profile",
	}
}

// tenantFlags are the members of flags that a mock follows.
func tenantFlags() []string {
	return []string{"enable_dynamic_client_registration", "remove_alg_from_jwks"}
}

// addTenant adds the tenant's settings, unless the settings of the deploy CLI exclude them.
func (c *Configuration) addTenant(source string, value any) error {
	if value == nil || c.excludes(section{key: sectionTenant}) {
		return nil
	}
	properties, ok := value.(map[string]any)
	if !ok {
		return fmt.Errorf("reading %s: it is %s; expected an object", source, kindOf(value))
	}
	c.withoutMarkers(source, properties)
	c.Tenant = &Object{Source: source, Properties: properties}
	return nil
}

// tenantSettings changes the settings of the tenant that concern APIs. The deploy CLI, too,
// changes them last, since they can name an API.
func (l *loading) tenantSettings(ctx context.Context, properties map[string]any) (Result, error) {
	result := Result{Object: "the tenant's settings"}
	sent := map[string]any{}
	for _, name := range tenantProperties() {
		if value, has := properties[name]; has {
			sent[name] = value
		}
	}
	if flags, isObject := properties["flags"].(map[string]any); isObject {
		followed := maps.Clone(flags)
		maps.DeleteFunc(followed, func(name string, _ any) bool { return !slices.Contains(tenantFlags(), name) })
		if len(followed) > 0 {
			sent["flags"] = followed
		}
	}
	if len(sent) == 0 {
		return result.skipped("none of them concerns APIs"), nil
	}
	const path = "/tenants/settings"
	var stored map[string]any
	if err := l.tenant.ask(ctx, http.MethodGet, path, nil, &stored); err != nil {
		return result, err
	}
	_, err := l.store(ctx, &result, path, path, stored, sent)
	return result, err
}
