package client

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

var _ datasource.DataSourceWithConfigure = (*clientsDataSource)(nil)

// clientsDataSource lists the tenant's clients.
type clientsDataSource struct {
	session.DataSource
	client settings.Table
}

// clientsModel is the data source's configuration and result.
type clientsModel struct {
	NameFilter   types.String `tfsdk:"name_filter"`
	AppTypes     types.Set    `tfsdk:"app_types"`
	IsFirstParty types.Bool   `tfsdk:"is_first_party"`
	IsGlobal     types.Bool   `tfsdk:"is_global"`
	Clients      types.List   `tfsdk:"clients"`
}

func newClientsDataSource() datasource.DataSource {
	return &clientsDataSource{DataSource: session.DataSource{Type: "clients"}, client: slices.Concat(
		settings.Table{
			settings.ComputedString("id", "The ID of the client, the same as `client_id`."),
			settings.ComputedString("client_id", "The ID of the client."),
		},
		clientSettings().Without(clientSecret), clientDetails(),
	)}
}

func (d *clientsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the clients of the tenant: all of them, or those that match all filters. An empty result is not an error. " +
			"As with the official provider, the result includes the tenant's global client, `All Applications`, unless `is_global = false`. " +
			"Secrets are omitted: the data source `auth0api_client` can read the secret of its client. " +
			"Takes one request per 100 clients that the service selects.",
		Attributes: map[string]schema.Attribute{
			"name_filter": kit.NameFilterAttribute("clients"),
			"app_types": schema.SetAttribute{
				MarkdownDescription: "Only the clients with one of these values of `app_type`; the service selects them.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators: []validator.Set{
					setvalidator.SizeAtLeast(1),
					setvalidator.ValueStringsAre(stringvalidator.OneOf(appTypes()...)),
				},
			},
			"is_first_party": schema.BoolAttribute{
				MarkdownDescription: "Only first-party clients (`true`), or only third-party clients (`false`); the service selects them.",
				Optional:            true,
			},
			"is_global": schema.BoolAttribute{
				MarkdownDescription: "Only the tenant's global client (`true`), or only the others (`false`); the service selects them.",
				Optional:            true,
			},
			"clients": d.client.Elements("The clients, sorted by name and ID."),
		},
	}
}

func (d *clientsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var model clientsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	filter := management.ApplicationFilter{FirstParty: model.IsFirstParty.ValueBoolPointer(), Global: model.IsGlobal.ValueBoolPointer()}
	resp.Diagnostics.Append(model.AppTypes.ElementsAs(ctx, &filter.AppTypes, false)...)
	if resp.Diagnostics.HasError() || !d.Session.Ready("Listing clients", &resp.Diagnostics) {
		return
	}
	slices.Sort(filter.AppTypes)
	found, err := d.Session.Management.ListApplications(ctx, filter)
	if err != nil {
		kit.ErrorContext{Action: "Listing", Object: "clients", Attributes: map[string]path.Path{
			"app_type": path.Root("app_types"), "is_first_party": path.Root("is_first_party"), "is_global": path.Root("is_global"),
		}}.Report(err, &resp.Diagnostics)
		return
	}
	slices.SortFunc(found, func(a, b *management.Application) int {
		first, _ := a.Settings["name"].(string)
		second, _ := b.Settings["name"].(string)
		return cmp.Or(cmp.Compare(first, second), cmp.Compare(a.ClientID, b.ClientID))
	})
	var answers []management.Settings
	for _, client := range found {
		if answer := clientAnswer(client); kit.NameMatches(model.NameFilter, answer) {
			answers = append(answers, answer)
		}
	}
	var diags diag.Diagnostics
	model.Clients, diags = d.client.List(ctx, answers)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(resp.State.Set(ctx, model)...)
}
