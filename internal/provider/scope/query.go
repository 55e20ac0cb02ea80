package scope

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ list.ListResourceWithConfigure = (*scopeQuery)(nil)
	_ list.ListResourceWithConfigure = (*scopesQuery)(nil)
)

// scopeQuery lists single scopes for `terraform query`.
type scopeQuery struct{ *resourceServerScopeResource }

// scopesQuery lists the sets of scopes of APIs that have any.
type scopesQuery struct{ *resourceServerScopesResource }

func newScopeQuery() list.ListResource {
	return &scopeQuery{newScopeResource()}
}

func newScopesQuery() list.ListResource {
	return &scopesQuery{newScopesResource()}
}

// scopeFilters is the configuration of both.
func scopeFilters(what string) schema.Schema {
	return schema.Schema{
		MarkdownDescription: what + " Takes one request per 100 APIs, or per 50 `resource_server_identifiers`.",
		Attributes: map[string]schema.Attribute{
			"resource_server_identifiers": kit.IdentifiersFilter("Only the scopes of the APIs with these identifiers."),
		},
	}
}

func (q *scopeQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = scopeFilters("Lists the scopes of the tenant's APIs, each as a resource of its own.")
}

func (q *scopesQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = scopeFilters("Lists the scopes of the tenant's APIs, all scopes of an API as one resource. An API without scopes is omitted.")
}

func scopeFilterPaths() map[string]path.Path {
	return map[string]path.Path{"identifiers": path.Root("resource_server_identifiers")}
}

// scopesOf yields the APIs that a list block of scopes selects.
func scopesOf(ctx context.Context, c *session.Session, config tfsdk.Config) (iter.Seq2[*management.ResourceServer, error], diag.Diagnostics) {
	var identifiers []string
	diags := config.GetAttribute(ctx, path.Root("resource_server_identifiers"), &identifiers)
	if diags.HasError() || !c.Ready("Listing scopes", &diags) {
		return nil, diags
	}
	return c.Management.EachResourceServer(ctx, identifiers...), diags
}

// List streams the scopes.
func (q *scopeQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	apis, diags := scopesOf(ctx, q.Session, req.Config)
	if diags.HasError() {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	stream.Results = q.Stream(ctx, req, "scopes", scopeFilterPaths(), func(yield func(kit.QueryResult, error) bool) {
		for api, err := range apis {
			if err != nil {
				yield(kit.QueryResult{}, err)
				return
			}
			for _, scope := range api.Scopes {
				if !yield(foundScope(api, scope), nil) {
					return
				}
			}
		}
	})
}

func foundScope(api *management.ResourceServer, scope management.Scope) kit.QueryResult {
	id := scopeID{api.Identifier, scope.Value}.String()
	return kit.QueryResult{DisplayName: id, Store: func(state *tfsdk.State) diag.Diagnostics {
		return settings.Object{
			"id": settings.Text(id), "resource_server_identifier": settings.Text(api.Identifier),
			"scope": settings.Text(scope.Value), "description": settings.TextPointer(describedAs(scope.Description, types.StringNull()).ValueStringPointer()),
		}.Assign(state)
	}}
}

// List streams the sets.
func (q *scopesQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	apis, diags := scopesOf(ctx, q.Session, req.Config)
	if diags.HasError() {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	withScopes := func(api *management.ResourceServer) bool { return len(api.Scopes) > 0 }
	stream.Results = q.Stream(ctx, req, "scopes", scopeFilterPaths(), kit.Results(apis, withScopes, func(api *management.ResourceServer) kit.QueryResult {
		return kit.QueryResult{DisplayName: kit.DisplayName(api.Settings, api.Identifier), Store: func(state *tfsdk.State) diag.Diagnostics {
			return state.Set(ctx, resourceServerScopesModel{Timeouts: session.NoTimeouts()}.of(api))
		}}
	}))
}
