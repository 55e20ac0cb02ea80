package role

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var _ datasource.DataSourceWithConfigure = (*rolesDataSource)(nil)

// rolesDataSource lists the tenant's roles.
type rolesDataSource struct {
	session.DataSource
	role settings.Table
}

func newRolesDataSource() datasource.DataSource {
	return &rolesDataSource{DataSource: session.DataSource{Type: "roles"}, role: append(settings.Table{settings.ComputedString("id", "The ID of the role.")}, roleSettings()...)}
}

func (d *rolesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the roles of the tenant, without their permissions: all of them, or those that match the filter. An empty result is not an error. Takes one request per 100 roles that the service selects.",
		Attributes: map[string]schema.Attribute{
			"name_filter": schema.StringAttribute{
				MarkdownDescription: "Only the roles whose names contain this text, regardless of letter case; the service selects them.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"roles": d.role.Elements("The roles, in the order of the service."),
		},
	}
}

func (d *rolesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Listing roles", &resp.Diagnostics) {
		return
	}
	var answers []management.Settings
	for role, err := range d.Session.Management.EachRole(ctx, config.Text("name_filter")) {
		if err != nil {
			kit.ErrorContext{Action: "Listing", Object: "roles", Attributes: map[string]path.Path{"name_filter": path.Root("name_filter")}}.Report(err, &resp.Diagnostics)
			return
		}
		answers = append(answers, role.Settings.With(management.Settings{"id": role.ID}))
	}
	roles, diags := d.role.List(ctx, answers)
	if resp.Diagnostics.Append(diags...); !resp.Diagnostics.HasError() {
		resp.State.Raw = req.Config.Raw
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("roles"), roles)...)
	}
}
