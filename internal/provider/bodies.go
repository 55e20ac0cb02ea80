package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

// createBody returns the values of a plan and the body that creates them.
func createBody(table settings.Table, plan tfsdk.Plan, diags *diag.Diagnostics) (settings.Object, management.Settings) {
	planned, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	body, problems := table.Create(planned)
	diags.Append(problems...)
	return planned, body
}

// updateBody returns the values of a plan and the body that changes to them
// what the state has otherwise.
func updateBody(table settings.Table, plan tfsdk.Plan, state tfsdk.State, diags *diag.Diagnostics) (settings.Object, management.Settings) {
	planned, problems := settings.ObjectOf(plan.Raw)
	diags.Append(problems...)
	known, problems := settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	body, problems := table.Update(planned, known)
	diags.Append(problems...)
	return planned, body
}

// idOf returns the ID of an object in the state.
func idOf(ctx context.Context, state tfsdk.State, diags *diag.Diagnostics) string {
	var id string
	diags.Append(state.GetAttribute(ctx, path.Root("id"), &id)...)
	return id
}

// knownBefore returns the ID and the values of an object before it is read anew.
func knownBefore(ctx context.Context, state tfsdk.State, diags *diag.Diagnostics) (string, settings.Object) {
	known, problems := settings.ObjectOf(state.Raw)
	diags.Append(problems...)
	return idOf(ctx, state, diags), known
}
