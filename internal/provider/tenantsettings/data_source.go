package tenantsettings

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var _ datasource.DataSourceWithConfigure = (*tenantSettingsDataSource)(nil)

// tenantSettingsDataSource reads the settings that the resource manages.
type tenantSettingsDataSource struct {
	session.DataSource
	settings settings.Table
}

func newTenantSettingsDataSource() datasource.DataSource {
	return &tenantSettingsDataSource{DataSource: session.DataSource{Type: "tenant_settings"}, settings: tenantSettings()}
}

func (d *tenantSettingsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the settings of the tenant that concern APIs. Takes one request, which needs the scope `read:tenant_settings`.",
		Attributes: d.settings.AddToDataSource(map[string]schema.Attribute{
			"id": schema.StringAttribute{MarkdownDescription: "The domain of the tenant.", Computed: true},
		}),
	}
}

func (d *tenantSettingsDataSource) Read(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse) {
	if !d.Session.Ready("Reading the tenant's settings", &resp.Diagnostics) {
		return
	}
	answer, err := d.Session.Management.ReadTenantSettings(ctx)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: "the tenant's settings"}.Report(err, &resp.Diagnostics)
		return
	}
	others := settings.Object{"id": settings.Text(d.Session.Management.Domain())}
	resp.Diagnostics.Append(d.settings.Store(fromService(answer), nil, others, &resp.State)...)
}
