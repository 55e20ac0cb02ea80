package provider

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
	return &resourceServerQuery{newAPIResource()}
}

func (q *resourceServerQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The APIs of the tenant, or those that every given filter selects. Takes a request for each 100 of them, or for each 50 `identifiers`. " +
			"The service lists no more than 1000 APIs; in a larger tenant, `identifiers` is needed.",
		Attributes: map[string]schema.Attribute{
			"identifiers": identifiersFilter("The APIs with these identifiers; the service selects them."),
			"name_filter": queryNameFilter("APIs"),
			"is_system": schema.BoolAttribute{
				MarkdownDescription: "Only the service's own APIs, such as the Management API (`true`), or only the others (`false`).",
				Optional:            true,
			},
		},
	}
}

// identifiersFilter selects APIs by their identifiers.
func identifiersFilter(description string) schema.Attribute {
	return schema.ListAttribute{
		MarkdownDescription: description,
		ElementType:         types.StringType,
		Optional:            true,
		Validators: []validator.List{
			listvalidator.SizeAtLeast(1),
			listvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, maxIdentifierLength)),
		},
	}
}

// List streams the APIs.
func (q *resourceServerQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model resourceServerQueryModel
	diags := req.Config.Get(ctx, &model)
	var identifiers []string
	diags.Append(model.Identifiers.ElementsAs(ctx, &identifiers, false)...)
	if diags.HasError() || !q.clients.ready("Listing APIs", &diags) {
		stream.Results = queryFailed(diags)
		return
	}
	stream.Results = q.query(ctx, req, "APIs", map[string]path.Path{"identifiers": path.Root("identifiers")}, func(yield func(queried, error) bool) {
		for api, err := range q.clients.management.EachResourceServer(ctx, identifiers...) {
			if err == nil && !(nameMatches(model.NameFilter, api.Settings) && flagMatches(model.IsSystem, api.Settings, "is_system")) {
				continue
			}
			if !yield(q.found(ctx, api), err) {
				return
			}
		}
	})
}

func (q *resourceServerQuery) found(ctx context.Context, api *management.ResourceServer) queried {
	if api == nil {
		return queried{}
	}
	return queried{display: named(api.Settings, api.Identifier), store: func(state *tfsdk.State) diag.Diagnostics {
		return q.store(ctx, api, nil, state)
	}}
}

// named is an object's name with what identifies it.
func named(answer management.Settings, id string) string {
	if name, _ := answer["name"].(string); name != "" && name != id {
		return name + " (" + id + ")"
	}
	return id
}
