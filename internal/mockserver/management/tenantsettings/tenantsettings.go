// Package tenantsettings serves the settings of the tenant: /tenants/settings.
package tenantsettings

import (
	"maps"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on the tenant's settings (facts 5.1).
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	const path = "tenants/settings"
	return []endpoint.Operation{
		{Method: "GET", Path: path, Scopes: []string{"read:tenant_settings"}, Query: schema.TenantSettingsRead, Status: http.StatusOK, Handle: h.read},
		{
			Method: "PATCH", Path: path, Scopes: []string{"update:tenant_settings"}, Query: schema.NoQuery, Body: schema.TenantSettingsUpdate,
			Status: http.StatusOK, Handle: h.update,
		},
	}
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var properties map[string]any
	err := h.Store.View(r.Context, func(tx store.Reader) (err error) {
		properties, err = settings.Properties(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	properties["sandbox_versions_available"] = []any{"22", "18"}
	return endpoint.SelectFields(properties, r.Query), nil
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	if err := checkQuotas(r.Body); err != nil {
		return nil, err
	}
	var properties map[string]any
	err := h.Store.Update(r.Context, func(tx store.Writer) (err error) {
		if properties, err = settings.Properties(tx); err != nil {
			return err
		}
		settings.Merge(properties, r.Body)
		return settings.Put(tx, properties)
	})
	if err != nil {
		return nil, err
	}
	return updated(properties), nil
}

// updated is the answer to a PATCH: it has two flags that a GET lacks, and lacks
// sandbox_versions_available (facts 5.1, recorded 2023 to 2026).
func updated(properties map[string]any) map[string]any {
	stored, _ := properties["flags"].(map[string]any)
	flags := maps.Clone(stored)
	flags["cannot_change_enforce_client_authentication_on_passwordless_start"] = true
	flags["enforce_client_authentication_on_passwordless_start"] = true
	answer := maps.Clone(properties)
	answer["flags"] = flags
	return answer
}

// checkQuotas refuses a quota without a limit: at least one is needed (facts 11.1;
// the words are unknown).
func checkQuotas(sent map[string]any) error {
	quotas, _ := sent["default_token_quota"].(map[string]any)
	for _, subject := range []string{"clients", "organizations"} {
		quota, _ := quotas[subject].(map[string]any)
		grant, isObject := quota["client_credentials"].(map[string]any)
		if isObject && grant["per_hour"] == nil && grant["per_day"] == nil {
			return endpoint.InvalidBody("default_token_quota.%s.client_credentials: at least one of per_hour and per_day is required.", subject)
		}
	}
	return nil
}
