package grantset

import (
	"context"
	"iter"
	"slices"

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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

var _ list.ListResourceWithConfigure = (*setQuery)(nil)

// setQuery lists the sets of grants of the tenant's APIs for `terraform query`.
type setQuery struct{ *setResource }

func newSetQuery() list.ListResource {
	return &setQuery{newSetResource(grantrules.Settings())}
}

func (q *setQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the APIs that have client grants, each with all of its grants. Takes one request per 100 grants of the tenant.",
		Attributes: map[string]schema.Attribute{
			"resource_server_identifiers": schema.ListAttribute{
				MarkdownDescription: "Only the grants for the APIs with these identifiers.",
				ElementType:         types.StringType,
				Optional:            true,
				Validators: []validator.List{
					listvalidator.SizeAtLeast(1),
					listvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)),
				},
			},
		},
	}
}

// List streams the sets, by identifier.
func (q *setQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var identifiers []string
	diags := req.Config.GetAttribute(ctx, path.Root("resource_server_identifiers"), &identifiers)
	if diags.HasError() || !q.Session.Ready("Listing client grants", &diags) {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	stream.Results = q.Stream(ctx, req, "client grants", nil, q.sets(ctx, identifiers))
}

func (q *setQuery) sets(ctx context.Context, identifiers []string) iter.Seq2[kit.QueryResult, error] {
	return func(yield func(kit.QueryResult, error) bool) {
		all, err := q.Session.Management.ListClientGrants(ctx, management.ClientGrantFilter{})
		if err != nil {
			yield(kit.QueryResult{}, err)
			return
		}
		byAPI := map[string][]*management.ClientGrant{}
		var found []string
		for _, g := range all {
			if len(identifiers) > 0 && !slices.Contains(identifiers, g.Audience) {
				continue
			}
			if byAPI[g.Audience] == nil {
				found = append(found, g.Audience)
			}
			byAPI[g.Audience] = append(byAPI[g.Audience], g)
		}
		slices.Sort(found)
		for _, identifier := range found {
			if !yield(kit.QueryResult{DisplayName: identifier, Store: func(state *tfsdk.State) diag.Diagnostics {
				var diags diag.Diagnostics
				m := setModel{Identifier: types.StringValue(identifier), Except: types.SetNull(types.StringType), Timeouts: session.NoTimeouts()}
				m.fill(ctx, byAPI[identifier], nil, &diags)
				diags.Append(state.Set(ctx, m)...)
				return diags
			}}, nil) {
				return
			}
		}
	}
}
