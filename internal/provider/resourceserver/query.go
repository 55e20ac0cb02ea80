package resourceserver

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

var _ list.ListResourceWithConfigure = (*resourceServerQuery)(nil)

// resourceServerQuery lists the tenant's APIs for `terraform query`.
type resourceServerQuery struct{ *resourceServerResource }

// resourceServerQueryModel is the configuration of a list block.
type resourceServerQueryModel struct {
	Identifiers types.List   `tfsdk:"identifiers"`
	NameFilter  types.String `tfsdk:"name_filter"`
	IsSystem    types.Bool   `tfsdk:"is_system"`
}

func newResourceServerQuery() list.ListResource {
	return &resourceServerQuery{newResourceServerResource(resourceServerSettings())}
}

func (q *resourceServerQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the APIs of the tenant: all of them, or those that match all filters. Takes one request per 100 APIs, or per 50 `identifiers`. " +
			"The service lists at most 1000 APIs: in a larger tenant, `identifiers` is required.",
		Attributes: map[string]schema.Attribute{
			"identifiers": kit.IdentifiersFilter("Only the APIs with these identifiers; the service selects them."),
			"name_filter": kit.QueryNameFilter("APIs"),
			"is_system": schema.BoolAttribute{
				MarkdownDescription: "Only system APIs, such as the Management API (`true`), or only the others (`false`).",
				Optional:            true,
			},
		},
	}
}

// List streams the APIs.
func (q *resourceServerQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model resourceServerQueryModel
	diags := req.Config.Get(ctx, &model)
	var identifiers []string
	diags.Append(model.Identifiers.ElementsAs(ctx, &identifiers, false)...)
	if diags.HasError() || !q.Session.Ready("Listing APIs", &diags) {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	filters := map[string]path.Path{"identifiers": path.Root("identifiers")}
	selected := func(api *management.ResourceServer) bool {
		return kit.NameMatches(model.NameFilter, api.Settings) && kit.FlagMatches(model.IsSystem, api.Settings, "is_system")
	}
	stream.Results = q.Stream(ctx, req, "APIs", filters, kit.Results(q.Session.Management.EachResourceServer(ctx, identifiers...), selected, q.found))
}

func (q *resourceServerQuery) found(api *management.ResourceServer) kit.QueryResult {
	return kit.QueryResult{DisplayName: kit.DisplayName(api.Settings, api.Identifier), Store: func(state *tfsdk.State) diag.Diagnostics {
		return q.store(api, nil, state)
	}}
}
