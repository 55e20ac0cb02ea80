package role

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

var _ list.ListResourceWithConfigure = (*roleQuery)(nil)

// roleQuery lists the tenant's roles for `terraform query`.
type roleQuery struct{ *roleResource }

func newRoleQuery() list.ListResource { return &roleQuery{newRoleResource(roleSettings())} }

func (q *roleQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The roles of the tenant. Takes a request for each 100 roles.",
		Attributes:          map[string]schema.Attribute{"name_filter": kit.QueryNameFilter("roles")},
	}
}

// List streams the roles.
func (q *roleQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var name types.String
	diags := req.Config.GetAttribute(ctx, path.Root("name_filter"), &name)
	if diags.HasError() || !q.Session.Ready("Listing roles", &diags) {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	filters := map[string]path.Path{"name_filter": path.Root("name_filter")}
	named := func(role *management.Role) bool { return kit.NameMatches(name, role.Settings) }
	stream.Results = q.Stream(ctx, req, "roles", filters, kit.Results(q.Session.Management.EachRole(ctx, name.ValueString()), named, func(role *management.Role) kit.QueryResult {
		return kit.QueryResult{DisplayName: kit.DisplayName(role.Settings, role.ID), Store: func(state *tfsdk.State) diag.Diagnostics {
			return q.store(role, nil, state)
		}}
	}))
}
