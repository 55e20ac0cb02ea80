package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// ModifyPlan tells which grants lose a scope that is destroyed or replaced.
func (r *resourceServerScopeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var before, planned resourceServerScopeModel
	if !req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	}
	if req.State.Raw.IsNull() {
		r.clients.notes.creates(scopeCalled(planned.Identifier.ValueString(), planned.Scope.ValueString()))
		if !planned.Identifier.IsUnknown() && !planned.Scope.IsUnknown() {
			r.clients.plansCreate(planned.key(), path.Root("scope"), &resp.Diagnostics)
		}
		return
	}
	resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	r.clients.recorded(before.ID.ValueString())
	switch {
	case resp.Diagnostics.HasError() || planned.Identifier.IsUnknown() || planned.Scope.IsUnknown():
	case planned.key() != before.key(): // destroyed, or replaced under another name
		r.clients.plansDestroy(before.key(), &resp.Diagnostics)
	default:
		r.clients.plansKeep(before.key(), path.Root("scope"), &resp.Diagnostics)
	}
	at := path.Empty()
	if !req.Plan.Raw.IsNull() {
		switch {
		case !planned.Scope.Equal(before.Scope):
			at = path.Root("scope")
		case !planned.Identifier.Equal(before.Identifier):
			at = path.Root("resource_server_identifier")
		default:
			if r.clients.notes.anew(apiCalled(before.Identifier.ValueString())) {
				replaceToo(ctx, resp)
			}
			return
		}
	}
	removed := []string{before.Scope.ValueString()}
	switch {
	case resp.Diagnostics.HasError():
	case req.Plan.Raw.IsNull():
		r.clients.tellGrantsThatLoseDestroyed(ctx, before.Identifier.ValueString(), removed, req.Private, &resp.Diagnostics)
	default:
		r.clients.tellGrantsThatLose(ctx, before.Identifier.ValueString(), removed, at, &resp.Diagnostics)
	}
}

func (m resourceServerScopeModel) key() naturalKey {
	return scopeKey(m.Identifier.ValueString(), m.Scope.ValueString())
}

// scopeSetOf names the set of an API's scopes as what is refreshed.
func scopeSetOf(identifier string) string { return "The scopes of API " + identifier }

// ModifyPlan tells which grants lose scopes that leave the set, and refuses
// grants that the same plan makes for scopes that are not in it.
func (r *resourceServerScopesResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var before, planned resourceServerScopesModel
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &before)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	removed := before.names()
	for _, name := range removed {
		r.clients.recorded(management.ScopeID(before.Identifier.ValueString(), name))
	}
	r.planKey(ctx, req, resp)
	if req.Plan.Raw.IsNull() {
		r.clients.tellGrantsThatLoseDestroyed(ctx, before.Identifier.ValueString(), removed, req.Private, &resp.Diagnostics)
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
		r.clients.notes.creates(scopeSetOf(planned.Identifier.ValueString()))
	} else if keeps(planned.Identifier, before.Identifier) && r.clients.notes.anew(apiCalled(before.Identifier.ValueString())) {
		replaceToo(ctx, resp)
	}
	if !planned.Identifier.IsUnknown() {
		r.clients.refuseUndefined(planned.Identifier.ValueString(), slices.Concat(planned.names(), removed), &resp.Diagnostics)
	}
	at := path.Root("resource_server_identifier")
	if planned.Identifier.Equal(before.Identifier) {
		if !r.clients.pending && !r.clients.management.Refreshed(scopeSetOf(before.ID.ValueString())) {
			return // Terraform plans an update again when it applies it
		}
		at = path.Root("scopes")
		removed = slices.DeleteFunc(removed, func(name string) bool { return slices.Contains(planned.names(), name) })
	}
	r.clients.tellGrantsThatLose(ctx, before.Identifier.ValueString(), removed, at, &resp.Diagnostics)
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
	switch {
	case resp.Diagnostics.HasError() || planned.IsUnknown():
	case before.IsNull():
		r.clients.plansCreate(scopeSetKey(planned.ValueString()), at, &resp.Diagnostics)
	case !planned.Equal(before):
		r.clients.plansDestroy(scopeSetKey(before.ValueString()), &resp.Diagnostics)
	default:
		r.clients.plansKeep(scopeSetKey(before.ValueString()), at, &resp.Diagnostics)
	}
}
