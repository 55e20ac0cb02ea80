package assignment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ datasource.DataSourceWithConfigure = (*effectiveDataSource)(nil)

// effectiveDataSource reads what a user may do at an API, directly or through roles.
type effectiveDataSource struct {
	session.DataSource
	permission settings.Table
}

func newEffectiveDataSource() datasource.DataSource {
	return &effectiveDataSource{DataSource: session.DataSource{Type: "user_permissions"}, permission: settings.Table{
		settings.ComputedString("name", "The name of the scope."),
		settings.ComputedString("description", "The description of the scope."),
		settings.ComputedString("resource_server_identifier", "The identifier of the API."),
		settings.ComputedString("resource_server_name", "The name of the API."),
		settings.ComputedStrings("sources", "Through what the user has the permission: `direct`, or another word of the service for roles and groups."),
	}}
}

func (d *effectiveDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the effective permissions of a user at an API: those that the user has directly, and those of the user's roles. " +
			"With `enforce_policies`, a token of the user has no other scopes of the API. An empty result is not an error. " +
			"Needs the scope `read:user_effective_permissions`. Takes one request per 50 permissions.",
		Attributes: map[string]schema.Attribute{
			userID: schema.StringAttribute{
				MarkdownDescription: "The ID of the user, such as `auth0|42`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			apiIdentifier: schema.StringAttribute{
				MarkdownDescription: "The identifier of the API. At most 600 characters.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			permissions: d.permission.Elements("The permissions, in the order of the service."),
		},
	}
}

func (d *effectiveDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	config, diags := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Reading the permissions of a user", &resp.Diagnostics) {
		return
	}
	user, api := config.Text(userID), config.Text(apiIdentifier)
	found, err := d.Session.Management.EffectivePermissions(ctx, user, api)
	if err != nil {
		kit.ErrorContext{Action: "Reading", Object: fmt.Sprintf("the permissions of user %q", user), Hints: []kit.Hint{
			missingUser(user), kit.MissingAPI(pathOf(apiIdentifier), api),
		}}.Report(err, &resp.Diagnostics)
		return
	}
	answers := make([]management.Settings, len(found))
	for i, each := range found {
		sources := make([]any, len(each.Sources))
		for j, source := range each.Sources {
			sources[j] = source
		}
		answers[i] = management.Settings{
			"name": each.Name, "description": each.Description, "resource_server_identifier": each.API, "resource_server_name": each.APIName, "sources": sources,
		}
	}
	list, diags := d.permission.List(ctx, answers)
	if resp.Diagnostics.Append(diags...); !resp.Diagnostics.HasError() {
		resp.State.Raw = req.Config.Raw
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, pathOf(permissions), list)...)
	}
}

// missingUser is the hint for a user that the tenant does not have.
func missingUser(id string) kit.Hint {
	return kit.Hint{Text: "inexistent_user", At: pathOf(userID), Advice: fmt.Sprintf(
		"The tenant has no user with the ID %q. Check the ID, which has the form CONNECTION_KIND|ID, such as auth0|42, and the tenant (domain).", id)}
}
