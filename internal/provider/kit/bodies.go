package kit

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// CreateBody returns the values of a plan and the body that creates them.
func CreateBody(table settings.Table, plan tfsdk.Plan, diags *diag.Diagnostics) (settings.Object, management.Settings) {
	planned, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	body, problems := table.Create(planned)
	diags.Append(problems...)
	return planned, body
}

// UpdateBody returns the values of a plan and of the state, and the body that
// changes what differs between them.
func UpdateBody(table settings.Table, plan tfsdk.Plan, state tfsdk.State, diags *diag.Diagnostics) (planned, known settings.Object, body management.Settings) {
	planned, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	known, problems = settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	body, problems = table.Update(planned, known)
	diags.Append(problems...)
	return planned, known, body
}

// ID returns the ID of an object in the state.
func ID(state tfsdk.State, diags *diag.Diagnostics) string {
	id, _ := PriorObject(state, diags)
	return id
}

// PriorObject returns the ID and the values of an object before it is read again.
func PriorObject(state tfsdk.State, diags *diag.Diagnostics) (string, settings.Object) {
	known, problems := settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	return known.Text("id"), known
}

// PlanSettings plans the settings of a table beyond what each does by itself.
func PlanSettings(ctx context.Context, table settings.Table, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	config, problems := settings.ObjectOf(req.Config.Raw)
	resp.Diagnostics.Append(problems...)
	plan, problems := settings.ObjectOf(resp.Plan.Raw)
	resp.Diagnostics.Append(problems...)
	state, problems := settings.ObjectOf(req.State.Raw)
	resp.Diagnostics.Append(problems...)
	resp.Diagnostics.Append(table.ModifyPlan(ctx, config, plan, state, req.Private, &resp.Plan)...)
}

// RememberConfigured keeps which settings are configured, for a later plan from which
// a setting is missing.
func RememberConfigured(ctx context.Context, table settings.Table, config tfsdk.Config, plan settings.Object, private settings.PrivateState, diags *diag.Diagnostics) {
	configured, problems := settings.ObjectOf(config.Raw)
	diags.Append(problems...)
	diags.Append(table.Remember(ctx, configured, plan, private)...)
}
