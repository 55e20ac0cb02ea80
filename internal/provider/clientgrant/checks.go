package clientgrant

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/grantrules"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// checkScopes warns, at plan, of a grant that is created or changed with a scope
// that the API does not define. The service accepts such a grant, for the
// Management API too (recorded 2025-08 by PATCH, 2026-04 by POST).
func (r *clientGrantResource) checkScopes(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var audience, client types.String
	var scopes, before types.Set
	for name, to := range map[string]any{"audience": &audience, "client_id": &client, "scopes": &scopes} {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root(name), to)...)
	}
	var known []string
	for _, element := range scopes.Elements() {
		if name, ok := element.(types.String); ok && !name.IsUnknown() {
			known = append(known, name.ValueString())
		}
	}
	replaced := audience
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("scopes"), &before)...)
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("audience"), &replaced)...)
	}
	// A grant that the plan does not write was warned of when it was written.
	unchanged := !req.State.Raw.IsNull() && attr.Value(scopes).Equal(before) && audience.Equal(replaced)
	if resp.Diagnostics.HasError() || unchanged || audience.IsUnknown() || len(known) == 0 || r.Session.Pending {
		return
	}
	grant := session.PlannedGrant{Holder: grantrules.Holder(r.Session, client), Scopes: known}
	grantrules.WarnUndefined(ctx, r.Session, audience.ValueString(), grant, path.Root("scopes"), &resp.Diagnostics)
}

// checkSystemAPI refuses a grant of all scopes of a system API, and a default grant
// on one: the service takes neither (the former with "`allow_all_scopes` cannot be
// provided when `audience` is a system API."; Third-Party Applications, August 2026).
func (r *clientGrantResource) checkSystemAPI(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var audience, defaultFor types.String
	var all types.Bool
	resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, path.Root("audience"), &audience)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("default_for"), &defaultFor)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("allow_all_scopes"), &all)...)
	at := path.Root("allow_all_scopes")
	switch {
	case resp.Diagnostics.HasError() || r.Session.Pending || audience.IsUnknown() || kit.IsSystemPlan(ctx, req):
		return
	case !defaultFor.IsNull():
		at = path.Root("default_for")
	case !all.ValueBool():
		return
	}
	grantrules.RefuseOnSystemAPI(ctx, r.Session, audience.ValueString(), !defaultFor.IsNull(), at, &resp.Diagnostics)
}
