package scope

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// ModifyPlan reports which grants lose a scope that is destroyed or replaced.
func (r *resourceServerScopeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	var before, planned resourceServerScopeModel
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	}
	if req.State.Raw.IsNull() {
		r.Session.Plans.NoteScopeCreate(planned.Identifier, planned.Scope)
		if !planned.Identifier.IsUnknown() && !planned.Scope.IsUnknown() {
			r.Session.PlanCreate(planned.key(), req.Config, path.Root("scope"), &resp.Diagnostics)
		}
		r.Session.DeclareScopes(planned.Identifier, "scope "+planned.Scope.ValueString(), &resp.Diagnostics)
		return
	}
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	r.Session.Recorded(before.ID.ValueString())
	switch {
	case resp.Diagnostics.HasError() || planned.Identifier.IsUnknown() || planned.Scope.IsUnknown():
	case planned.key() != before.key(): // destroyed, or replaced under another name
		r.Session.PlanDestroy(before.key(), &resp.Diagnostics)
	default:
		r.Session.PlanKeep(before.key(), path.Root("scope"), &resp.Diagnostics)
	}
	if !req.Plan.Raw.IsNull() {
		r.Session.DeclareScopes(planned.Identifier, "scope "+planned.Scope.ValueString(), &resp.Diagnostics)
	}
	at := path.Empty()
	if !req.Plan.Raw.IsNull() {
		if !planned.Identifier.Equal(before.Identifier) || !planned.Scope.Equal(before.Scope) {
			r.Session.Plans.NoteScopeCreate(planned.Identifier, planned.Scope)
		}
		switch {
		case !planned.Scope.Equal(before.Scope):
			at = path.Root("scope")
		case !planned.Identifier.Equal(before.Identifier):
			at = path.Root("resource_server_identifier")
		default:
			if r.Session.Plans.IsReplaced(session.APIObject(before.Identifier.ValueString())) {
				session.PlanReplacement(ctx, resp)
			}
			return
		}
	}
	removed := []string{before.Scope.ValueString()}
	switch {
	case resp.Diagnostics.HasError():
	case req.Plan.Raw.IsNull():
		r.Session.WarnGrantsLoseDestroyedScopes(ctx, before.Identifier.ValueString(), removed, req.Private, &resp.Diagnostics)
	default:
		r.Session.WarnGrantsLoseScopes(ctx, before.Identifier.ValueString(), removed, at, &resp.Diagnostics)
	}
}

func (m resourceServerScopeModel) key() session.NaturalKey {
	return session.ScopeKey(m.Identifier.ValueString(), m.Scope.ValueString())
}

// ModifyPlan warns of grants that lose scopes that leave the set, and of grants
// that the same plan writes with scopes that are not in it.
func (r *resourceServerScopesResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	var before, planned resourceServerScopesModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	removed := before.names()
	for _, name := range removed {
		r.Session.Recorded(management.ScopeID(before.Identifier.ValueString(), name))
	}
	r.planKey(ctx, req, resp)
	if req.Plan.Raw.IsNull() {
		r.Session.WarnGrantsLoseDestroyedScopes(ctx, before.Identifier.ValueString(), removed, req.Private, &resp.Diagnostics)
		return
	}
	var blocks types.Set
	resp.Diagnostics.Append(req.Plan.GetAttribute(ctx, path.Root("scopes"), &blocks)...)
	if resp.Diagnostics.HasError() || blocks.IsUnknown() {
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	if resp.Diagnostics.HasError() || slices.ContainsFunc(planned.Scopes, func(s scopeBlockModel) bool { return s.Name.IsUnknown() }) {
		return
	}
	if req.State.Raw.IsNull() {
		r.Session.Plans.NoteCreate(session.ScopeSetObject(planned.Identifier.ValueString()))
	} else if session.Unchanged(planned.Identifier, before.Identifier) && r.Session.Plans.IsReplaced(session.APIObject(before.Identifier.ValueString())) {
		session.PlanReplacement(ctx, resp)
	}
	if !planned.Identifier.IsUnknown() {
		r.Session.WarnUndefinedScopes(planned.Identifier.ValueString(), slices.Concat(planned.names(), removed), &resp.Diagnostics)
	}
	at := path.Root("resource_server_identifier")
	if planned.Identifier.Equal(before.Identifier) {
		if !r.Session.Pending && !r.Session.Management.Refreshed(session.ScopeSetObject(before.ID.ValueString())) {
			return // Terraform plans an update again when it applies it
		}
		at = path.Root("scopes")
		removed = slices.DeleteFunc(removed, func(name string) bool { return slices.Contains(planned.names(), name) })
	}
	r.Session.WarnGrantsLoseScopes(ctx, before.Identifier.ValueString(), removed, at, &resp.Diagnostics)
}

// planKey notes what the plan does with the set of the API's scopes, for other
// resources that declare the same set.
func (r *resourceServerScopesResource) planKey(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("resource_server_identifier")
	var before, planned types.String
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
	}
	if !resp.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	}
	if !resp.Plan.Raw.IsNull() {
		r.Session.DeclareScopes(planned, session.AllScopes, &resp.Diagnostics)
	}
	switch {
	case resp.Diagnostics.HasError() || planned.IsUnknown():
	case before.IsNull():
		r.Session.PlanCreate(session.ScopeSetKey(planned.ValueString()), req.Config, at, &resp.Diagnostics)
	case !planned.Equal(before):
		r.Session.PlanDestroy(session.ScopeSetKey(before.ValueString()), &resp.Diagnostics)
	default:
		r.Session.PlanKeep(session.ScopeSetKey(before.ValueString()), at, &resp.Diagnostics)
	}
}
