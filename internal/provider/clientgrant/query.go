package clientgrant

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/values"
)

var _ list.ListResourceWithConfigure = (*clientGrantQuery)(nil)

// clientGrantQuery lists the tenant's client grants for `terraform query`.
type clientGrantQuery struct{ *clientGrantResource }

// clientGrantQueryModel is the configuration of a list block.
type clientGrantQueryModel struct {
	ClientID    types.String `tfsdk:"client_id"`
	Audience    types.String `tfsdk:"audience"`
	SubjectType types.String `tfsdk:"subject_type"`
}

func newClientGrantQuery() list.ListResource {
	return &clientGrantQuery{newClientGrantResource(grantrules.Settings())}
}

func (q *clientGrantQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the client grants of the tenant: all of them, or those that match all filters, which the service applies. Takes one request per 100 grants.",
		Attributes: map[string]schema.Attribute{
			"client_id": schema.StringAttribute{
				MarkdownDescription: "Only the grants of this client.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1), values.Trimmed()},
			},
			"audience": schema.StringAttribute{
				MarkdownDescription: "Only the grants for the API with this identifier.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
			},
			"subject_type": schema.StringAttribute{
				MarkdownDescription: "Only the grants for tokens of clients (`client`) or of users (`user`).",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("client", "user")},
			},
		},
	}
}

// List streams the grants.
func (q *clientGrantQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var model clientGrantQueryModel
	diags := req.Config.Get(ctx, &model)
	if diags.HasError() || !q.Session.Ready("Listing client grants", &diags) {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	filters := map[string]path.Path{}
	for _, name := range []string{"client_id", "audience", "subject_type"} {
		filters[name] = path.Root(name)
	}
	all := q.Session.Management.EachClientGrant(ctx, management.ClientGrantFilter{
		ClientID: model.ClientID.ValueString(), Audience: model.Audience.ValueString(), SubjectType: model.SubjectType.ValueString(),
	})
	every := func(*management.ClientGrant) bool { return true }
	stream.Results = q.Stream(ctx, req, "client grants", filters, kit.Results(all, every, q.found))
}

func (q *clientGrantQuery) found(grant *management.ClientGrant) kit.QueryResult {
	return kit.QueryResult{DisplayName: cmp.Or(grant.ClientID, grant.DefaultFor) + " on " + grant.Audience, Store: func(state *tfsdk.State) diag.Diagnostics {
		return q.store(grant, nil, state)
	}}
}
