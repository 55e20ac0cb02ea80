package clientgrant

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// ValidateConfig refuses a grant of all scopes that also lists scopes, and a grant
// that does neither.
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
	r.validateSubject(ctx, req, resp)
	if !all.ValueBool() && scopes.IsNull() {
		resp.Diagnostics.AddAttributeError(path.Root("scopes"), "The grant has no scopes",
			"Set scopes to those that the client may request (scopes = [] for tokens without scopes), or set allow_all_scopes = true.")
	}
}

// validateSubject refuses types of authorization details for a grant that is not
// about users (reference of the Management API, Create a client grant).
func (r *clientGrantResource) validateSubject(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var subject types.String
	var details types.Set
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("subject_type"), &subject)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("authorization_details_types"), &details)...)
	if len(details.Elements()) > 0 && !subject.IsUnknown() && subject.ValueString() != "user" {
		resp.Diagnostics.AddAttributeError(path.Root("authorization_details_types"), "Authorization details need a grant for users",
			"The grant is for the client itself (subject_type = \"client\", the default), which makes no rich authorization requests. Set subject_type = \"user\", or remove authorization_details_types.")
	}
}

// ModifyPlan plans the one of scopes and allow_all_scopes that the
// configuration leaves out, since it follows from the other.
func (r *clientGrantResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	if req.Plan.Raw.IsNull() {
		kit.PlanForgetSystemObject(ctx, "This client grant", req, resp)
		r.Session.Plans.NoteGrantDestroyed(kit.ID(req.State, &resp.Diagnostics))
		r.planKey(ctx, req, resp)
		return
	}
	kit.PlanSettings(ctx, r.Settings, req, resp)
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
		r.planKey(ctx, req, resp)
		r.noteScopes(ctx, req, resp)
		r.checkScopes(ctx, req, resp)
		r.checkSystemAPI(ctx, req, resp)
		r.followReplacement(ctx, req, resp)
	}
}

// planKey notes what the plan does with the grant's key, for other resources that
// declare the same grant.
func (r *clientGrantResource) planKey(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("client_id")
	state, problems := settings.ObjectOf(req.State.Raw)
	resp.Diagnostics.Append(problems...)
	plan, problems := settings.ObjectOf(resp.Plan.Raw)
	resp.Diagnostics.Append(problems...)
	before, planned := grantKeyOf(state), grantKeyOf(plan)
	if len(state) > 0 {
		r.Session.Recorded(state.Text("id"))
	}
	if len(plan) > 0 && !plan.String("audience").IsUnknown() && !plan.String("default_for").IsUnknown() {
		r.Session.DeclareGrant(planned, !plan.String("client_id").IsUnknown(), &resp.Diagnostics)
	}
	known := !slices.ContainsFunc([]string{"client_id", "default_for", "audience"}, func(name string) bool { return plan.String(name).IsUnknown() })
	if planned.DefaultFor != "" {
		at = path.Root("default_for")
	}
	switch {
	case resp.Diagnostics.HasError() || !known || kit.IsSystemPlan(ctx, req):
	case req.State.Raw.IsNull():
		r.Session.PlanCreate(session.GrantKey(planned), req.Config, at, &resp.Diagnostics)
	case session.GrantKey(planned) != session.GrantKey(before): // destroyed, or replaced under another key
		r.Session.PlanDestroy(session.GrantKey(before), &resp.Diagnostics)
	default:
		r.Session.PlanKeep(session.GrantKey(before), at, &resp.Diagnostics)
	}
}

// noteScopes notes what the plan leaves to a grant that exists, for the plans
// that take scopes from its API.
func (r *clientGrantResource) noteScopes(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	var scopes types.Set
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("scopes"), &scopes)...)
	if scopes.IsNull() || scopes.IsUnknown() {
		return
	}
	var names []string
	for _, element := range scopes.Elements() {
		name, known := element.(types.String)
		if !known || name.IsUnknown() {
			return
		}
		names = append(names, name.ValueString())
	}
	r.Session.Removals.Grant(kit.ID(req.State, &resp.Diagnostics), names)
}

// followReplacement replaces the grant with its API, or with one of its scopes.
func (r *clientGrantResource) followReplacement(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.State.Raw.IsNull() {
		return
	}
	var before, planned types.String
	var scopes types.Set
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("audience"), &before)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("audience"), &planned)...)
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("scopes"), &scopes)...)
	if !resp.Diagnostics.HasError() && session.Unchanged(planned, before) && r.Session.GrantIsReplaced(planned.ValueString(), scopes) {
		session.PlanReplacement(ctx, resp)
	}
}
