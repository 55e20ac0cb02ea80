package role

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/datasourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var (
	_ datasource.DataSourceWithConfigure        = (*roleDataSource)(nil)
	_ datasource.DataSourceWithConfigValidators = (*roleDataSource)(nil)
)

// roleDataSource reads a role with its permissions.
type roleDataSource struct {
	session.DataSource
	settings settings.Table
}

func newRoleDataSource() datasource.DataSource {
	permissions := settings.ComputedObjectSet("permissions", "The permissions of the role.",
		settings.ComputedString("name", "The name of the scope."),
		settings.ComputedString("resource_server_identifier", "The identifier of the API that defines the scope."))
	return &roleDataSource{DataSource: session.DataSource{Type: "role"}, settings: append(roleSettings(), permissions)}
}

func (d *roleDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := d.settings.AddToDataSource(map[string]schema.Attribute{
		"id": schema.StringAttribute{MarkdownDescription: "The ID of the role, the same as `role_id`.", Computed: true},
		"role_id": schema.StringAttribute{
			MarkdownDescription: "The ID of the role. Set either this or `name`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
		},
	})
	attributes["name"] = schema.StringAttribute{
		MarkdownDescription: "The name of the role. Set either this or `role_id`.",
		Optional:            true,
		Computed:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a role of the tenant and its permissions, by `role_id` or by `name`. Takes one request for the role and one per 100 permissions.",
		Attributes:          attributes,
	}
}

func (d *roleDataSource) ConfigValidators(context.Context) []datasource.ConfigValidator {
	return []datasource.ConfigValidator{datasourcevalidator.ExactlyOneOf(path.MatchRoot("role_id"), path.MatchRoot("name"))}
}

func (d *roleDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading a role", &resp.Diagnostics) {
		return
	}
	at, wanted := path.Root("role_id"), config.Text("role_id")
	find := d.Session.Management.ReadRole
	if config.String("role_id").IsNull() {
		at, wanted = path.Root("name"), config.Text("name")
		find = d.Session.Management.RoleNamed
	}
	found, err := find(ctx, wanted)
	if err == nil && found == nil || management.IsNotFound(err) {
		resp.Diagnostics.AddAttributeError(at, "There is no such role", fmt.Sprintf("The tenant has no role with the %s %q. Roles are compared exactly. To list the roles, use the data source auth0api_roles.", at, wanted))
		return
	}
	var answer management.Settings
	if err == nil {
		answer, err = d.answer(ctx, found)
	}
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: fmt.Sprintf("role %q", wanted)}.Report(err, &resp.Diagnostics)
		return
	}
	id := settings.Text(found.ID)
	resp.Diagnostics.Append(d.settings.Store(answer, nil, settings.Object{"id": id, "role_id": id}, &resp.State)...)
}

// answer is the role as the data source's table names its properties.
func (d *roleDataSource) answer(ctx context.Context, role *management.Role) (management.Settings, error) {
	assigned, err := d.Session.Management.Assigned(ctx, management.RolePermissions(role.ID))
	if err != nil {
		return nil, err
	}
	permissions := make([]any, len(assigned))
	for i, each := range assigned {
		permissions[i] = map[string]any{"name": each.Name, "resource_server_identifier": each.API}
	}
	return role.Settings.With(management.Settings{"permissions": permissions}), nil
}
