package client

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

var _ list.ListResourceWithConfigure = (*clientQuery)(nil)

// clientQuery lists the tenant's clients for `terraform query`, without their
// secrets, which are not asked for.
type clientQuery struct{ *clientResource }

// clientQueryModel is the configuration of a list block.
type clientQueryModel struct {
	NameFilter   types.String `tfsdk:"name_filter"`
	AppTypes     types.List   `tfsdk:"app_types"`
	IsFirstParty types.Bool   `tfsdk:"is_first_party"`
}

func newClientQuery() list.ListResource {
	return &clientQuery{newClientResource(clientSettings())}
}

func (q *clientQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the clients of the tenant: all of them, or those that match all filters. The tenant's global client, which cannot be managed, is omitted, and so are the secrets. " +
			"Takes one request per 100 clients that the service selects.",
		Attributes: map[string]schema.Attribute{
			"name_filter": kit.QueryNameFilter("clients"),
			"app_types": schema.ListAttribute{
				MarkdownDescription: "Only the clients with one of these values of `app_type`; the service selects them.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1),
					listvalidator.ValueStringsAre(stringvalidator.OneOf(appTypes()...)),
				},
			},
			"is_first_party": schema.BoolAttribute{
				MarkdownDescription: "Only first-party clients (`true`), or only third-party clients (`false`); the service selects them.",
				Optional:            true,
			},
		},
	}
}

// List streams the clients.
func (q *clientQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model clientQueryModel
	diags := req.Config.Get(ctx, &model)
	global := false
	filter := management.ApplicationFilter{FirstParty: model.IsFirstParty.ValueBoolPointer(), Global: &global}
	diags.Append(model.AppTypes.ElementsAs(ctx, &filter.AppTypes, false)...)
	if diags.HasError() || !q.Session.Ready("Listing clients", &diags) {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	filters := map[string]path.Path{"app_type": path.Root("app_types"), "is_first_party": path.Root("is_first_party")}
	named := func(client *management.Application) bool { return kit.NameMatches(model.NameFilter, client.Settings) }
	stream.Results = q.Stream(ctx, req, "clients", filters, kit.Results(q.Session.Management.EachApplication(ctx, filter), named, q.found))
}

func (q *clientQuery) found(client *management.Application) kit.QueryResult {
	return kit.QueryResult{DisplayName: kit.DisplayName(client.Settings, client.ClientID), Store: func(state *tfsdk.State) diag.Diagnostics {
		return q.store(client, nil, state)
	}}
}
