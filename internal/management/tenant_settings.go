package management

import (
	"context"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// tenantSettingsPath is the path of the settings of the tenant.
func tenantSettingsPath() string { return rest.Path("tenants", "settings") }

// Domain returns the host that the client calls, with its port if the URL has one.
func (c *Client) Domain() string {
	_, host, _ := strings.Cut(c.rest.BaseURL(), "://")
	host, _, _ = strings.Cut(host, "/")
	return host
}

// ReadTenantSettings returns all settings of the tenant.
func (c *Client) ReadTenantSettings(ctx context.Context) (Settings, error) {
	var settings Settings
	err := c.rest.Do(ctx, http.MethodGet, tenantSettingsPath(), nil, &settings)
	return settings, err
}

// UpdateTenantSettings changes these settings and no others, and returns all settings.
// The service merges the member flags by name, and replaces any other object. Without
// settings it only reads.
func (c *Client) UpdateTenantSettings(ctx context.Context, changes Settings) (Settings, error) {
	if len(changes) == 0 {
		return c.ReadTenantSettings(ctx)
	}
	var settings Settings
	err := c.rest.Do(ctx, http.MethodPatch, tenantSettingsPath(), changes, &settings)
	return settings, err
}
