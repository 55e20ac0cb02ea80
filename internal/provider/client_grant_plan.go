package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig refuses a grant of all scopes that also lists some, and one
// that grants nothing in particular.
func (r *clientGrantResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var scopes types.Set
	var all types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("scopes"), &scopes)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("allow_all_scopes"), &all)...)
	if resp.Diagnostics.HasError() || scopes.IsUnknown() || all.IsUnknown() {
		return
	}
	if all.ValueBool() && !scopes.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("allow_all_scopes"), "All scopes and some scopes are granted",
			"allow_all_scopes = true grants every scope of the API. Remove scopes, or remove allow_all_scopes.")
	}
	if !all.ValueBool() && scopes.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("scopes"), "The grant says nothing about scopes",
			"Set scopes to what the client may ask for (scopes = [] for a token without scopes), or allow_all_scopes = true.")
	}
}

// ModifyPlan plans the one of scopes and allow_all_scopes that the
// configuration leaves out, since it follows from the other.
func (r *clientGrantResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		forgottenAtPlan(ctx, "This client grant", req, resp)
		r.clients.notes.grantLeaves(idOf(ctx, req.State, &resp.Diagnostics))
		return
	}
	planSettings(ctx, r.settings, req, resp)
	var all types.Bool
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("allow_all_scopes"), &all)...)
	switch {
	case resp.Diagnostics.HasError() || all.IsUnknown():
	case all.ValueBool():
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("scopes"), types.SetNull(types.StringType))...)
	case all.IsNull():
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("allow_all_scopes"), types.BoolValue(false))...)
	}
	if !resp.Diagnostics.HasError() {
		r.checkScopes(ctx, req, resp)
		r.followReplacement(ctx, req, resp)
	}
}

// followReplacement makes the grant anew when its API is, or one of its scopes.
func (r *clientGrantResource) followReplacement(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	var before, planned types.String
	var scopes types.Set
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("audience"), &before)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("audience"), &planned)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("scopes"), &scopes)...)
	if !resp.Diagnostics.HasError() && keeps(planned, before) && r.clients.grantLoses(planned.ValueString(), scopes) {
		replaceToo(ctx, resp)
	}
}
