package resourceserver

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/session"
)

// ValidateConfig checks what one attribute's validators cannot: the rules
// between settings, as far as the values are known. Terraform asks again at
// apply, when all of them are.
func (r *resourceServerResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	validateSigningSecret(ctx, req, resp)
	validateLifetimes(ctx, req, resp)
}

// ModifyPlan plans what follows from other settings, and reports what the plan
// does beyond them.
func (r *resourceServerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	r.Planning(req)
	if req.Plan.Raw.IsNull() {
		kit.PlanForgetSystemObject(ctx, "This API", req, resp)
		r.planKey(ctx, req, resp)
		r.tellGrantsThatGo(ctx, req, resp)
		return
	}
	planEncryptionKey(ctx, req, resp)
	kit.PlanSettings(ctx, r.Settings, req, resp)
	planKeyToWrite(ctx, req, resp)
	planLifetimeForWeb(ctx, req, resp)
	r.planSystemAPI(req.State, resp.Plan, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		adviseRS256(ctx, req, resp)
		tellWhenTokensEnd(ctx, r.Session.Now(), req, resp)
		r.planKey(ctx, req, resp)
		r.tellGrantsThatGo(ctx, req, resp)
	}
}

// planKey notes what the plan does with the API's identifier, for other
// resources that declare the same one.
func (r *resourceServerResource) planKey(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	at := path.Root("identifier")
	var before, planned types.String
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, at, &before)...)
		r.Session.Recorded(kit.ID(req.State, &resp.Diagnostics))
	}
	if !resp.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(resp.Plan.GetAttribute(ctx, at, &planned)...)
	}
	switch {
	case resp.Diagnostics.HasError() || planned.IsUnknown() || kit.IsSystemPlan(ctx, req):
	case before.IsNull():
		r.Session.PlanCreate(session.APIKey(planned.ValueString()), req.Config, at, &resp.Diagnostics)
	case !planned.Equal(before): // destroyed, or replaced under another identifier
		r.Session.PlanDestroy(session.APIKey(before.ValueString()), &resp.Diagnostics)
	default:
		r.Session.PlanKeep(session.APIKey(before.ValueString()), at, &resp.Diagnostics)
	}
}
