package assignment

import (
	"context"
	"iter"

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
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

var (
	_ list.ListResourceWithConfigure = (*itemQuery)(nil)
	_ list.ListResourceWithConfigure = (*wholeQuery)(nil)
)

// itemQuery lists the items of lists, each for itself.
type itemQuery struct{ *itemResource }

// wholeQuery lists whole lists that have items.
type wholeQuery struct{ *wholeResource }

// holders is the attribute that names whose lists are listed.
func (k kind) holders() string { return k.holder + "s" }

// querySchema is the configuration of both. The roles of a tenant can be listed, so that
// their IDs may be left out; users are not.
func (k kind) querySchema() schema.Schema {
	ids := schema.ListAttribute{
		MarkdownDescription: "The IDs of these " + noun(k.holder) + "s.",
		ElementType:         types.StringType,
		Required:            k.holder != roleID,
		Optional:            k.holder == roleID,
		Validators:          []validator.List{listvalidator.SizeAtLeast(1), listvalidator.ValueStringsAre(stringvalidator.LengthAtLeast(1))},
	}
	text := "What is found of the requested " + noun(k.holder) + "s"
	if k.holder == roleID {
		text = "What is found of the tenant's roles, or of the requested ones"
	}
	return schema.Schema{
		MarkdownDescription: text + ". Takes a request for each of them.",
		Attributes:          map[string]schema.Attribute{k.holders(): ids},
	}
}

func (q *itemQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = q.querySchema()
}

func (q *wholeQuery) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = q.querySchema()
}

// found is a list with its items.
type found struct {
	list  management.AssignmentList
	items []management.Assignment
}

// lists yields the lists that a list block selects.
func (k kind) lists(ctx context.Context, s *session.Session, config tfsdk.Config) (iter.Seq2[found, error], diag.Diagnostics) {
	var ids []string
	diags := config.GetAttribute(ctx, pathOf(k.holders()), &ids)
	if diags.HasError() || !s.Ready("Listing "+k.object, &diags) {
		return nil, diags
	}
	return func(yield func(found, error) bool) {
		for id, err := range k.ids(ctx, s, ids) {
			if err != nil {
				yield(found{}, err)
				return
			}
			l := k.list(id)
			items, err := s.Management.Assigned(ctx, l)
			if management.IsNotFound(err) {
				continue
			}
			if !yield(found{l, items}, err) || err != nil {
				return
			}
		}
	}, diags
}

// ids yields the requested IDs, or those of all roles.
func (k kind) ids(ctx context.Context, s *session.Session, requested []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range requested {
			if !yield(id, nil) {
				return
			}
		}
		if len(requested) > 0 {
			return
		}
		for role, err := range s.Management.EachRole(ctx, "") {
			if err != nil {
				yield("", err)
				return
			}
			if !yield(role.ID, nil) {
				return
			}
		}
	}
}

func (k kind) filterPaths() map[string]path.Path {
	return map[string]path.Path{k.holders(): pathOf(k.holders())}
}

// stream streams what results yields of each list that the block selects.
func (k kind) stream(ctx context.Context, r *session.Resource, req list.ListRequest, stream *list.ListResultsStream, results func(found) iter.Seq[kit.QueryResult]) {
	lists, diags := k.lists(ctx, r.Session, req.Config)
	if diags.HasError() {
		stream.Results = kit.FailedQuery(diags)
		return
	}
	stream.Results = r.Stream(ctx, req, k.object, k.filterPaths(), func(yield func(kit.QueryResult, error) bool) {
		for one, err := range lists {
			if err != nil {
				yield(kit.QueryResult{}, err)
				return
			}
			for result := range results(one) {
				if !yield(result, nil) {
					return
				}
			}
		}
	})
}

// List streams the items.
func (q *itemQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	q.stream(ctx, &q.Resource, req, stream, func(one found) iter.Seq[kit.QueryResult] {
		return func(yield func(kit.QueryResult) bool) {
			for _, i := range one.items {
				values := q.values(one.list, i)
				if !yield(kit.QueryResult{DisplayName: one.list.ID + separator + i.String(), Store: func(state *tfsdk.State) diag.Diagnostics { return values.Assign(state) }}) {
					return
				}
			}
		}
	})
}

// List streams the lists that have items.
func (q *wholeQuery) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	q.stream(ctx, &q.Resource, req, stream, func(one found) iter.Seq[kit.QueryResult] {
		return func(yield func(kit.QueryResult) bool) {
			if len(one.items) > 0 {
				yield(q.result(ctx, one))
			}
		}
	})
}

func (q *wholeQuery) result(ctx context.Context, one found) kit.QueryResult {
	return kit.QueryResult{DisplayName: q.describe(one.list.ID), Store: func(state *tfsdk.State) diag.Diagnostics {
		diags := settings.Object{"id": settings.Text(one.list.ID), q.holder: settings.Text(one.list.ID)}.Assign(state)
		diags.Append(state.SetAttribute(ctx, pathOf(q.attribute()), q.value(one.items))...)
		return diags
	}}
}
