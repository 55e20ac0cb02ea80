package resourceserver

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var _ datasource.DataSourceWithConfigure = (*resourceServersDataSource)(nil)

// resourceServersDataSource lists the tenant's APIs.
type resourceServersDataSource struct {
	session.DataSource
	api settings.Table
}

// resourceServersModel is the data source's configuration and result.
type resourceServersModel struct {
	Identifiers     types.Set    `tfsdk:"identifiers"`
	NameFilter      types.String `tfsdk:"name_filter"`
	IsSystem        types.Bool   `tfsdk:"is_system"`
	ResourceServers types.List   `tfsdk:"resource_servers"`
}

func newResourceServersDataSource() datasource.DataSource {
	return &resourceServersDataSource{DataSource: session.DataSource{Type: "resource_servers"}, api: slices.Concat(
		settings.Table{
			settings.ComputedString("id", "The ID of the API."),
			settings.ComputedString("identifier", "The identifier of the API, which clients request as `audience`."),
		},
		resourceServerSettings().Without(signingSecret), resourceServerDetails(),
	)}
}

func (d *resourceServersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the APIs (resource servers) of the tenant: all of them, or those that match all filters. An empty result is not an error. " +
			"Signing secrets are omitted: the data source `auth0api_resource_server` can read the secret of its API. " +
			"Takes one request per 100 APIs of the tenant, or per 50 `identifiers`. The service lists at most 1000 APIs: in a larger tenant, `identifiers` is required.",
		Attributes: map[string]schema.Attribute{
			"identifiers": schema.SetAttribute{
				MarkdownDescription: "Only the APIs with these identifiers; the service selects them. Identifiers that do not exist are ignored.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators: []validator.Set{
					setvalidator.SizeAtLeast(1),
					setvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)),
				},
			},
			"name_filter": kit.NameFilterAttribute("APIs"),
			"is_system": schema.BoolAttribute{
				MarkdownDescription: "Only system APIs, such as the Management API (`true`), or only the others (`false`).",
				Optional:            true,
			},
			"resource_servers": d.api.Elements("The APIs, sorted by identifier."),
		},
	}
}

func (d *resourceServersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model resourceServersModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	var identifiers []string
	resp.Diagnostics.Append(model.Identifiers.ElementsAs(ctx, &identifiers, false)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Listing APIs", &resp.Diagnostics) {
		return
	}
	slices.Sort(identifiers)
	found, err := d.Session.Management.ListResourceServers(ctx, identifiers...)
	if kit.ReportTooManyAPIs(err, path.Root("identifiers"), &resp.Diagnostics) {
		return
	}
	if err != nil {
		kit.ErrorContext{Action: "Listing", Object: "APIs", Attributes: map[string]path.Path{"identifiers": path.Root("identifiers")}}.Report(err, &resp.Diagnostics)
		return
	}
	slices.SortFunc(found, func(a, b *management.ResourceServer) int { return cmp.Compare(a.Identifier, b.Identifier) })
	var answers []management.Settings
	for _, api := range found {
		answer := resourceServerAnswer(api)
		if kit.NameMatches(model.NameFilter, answer) && kit.FlagMatches(model.IsSystem, answer, "is_system") {
			answers = append(answers, answer)
		}
	}
	var diags diag.Diagnostics
	model.ResourceServers, diags = d.api.List(ctx, answers)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
