package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// ValidateConfig checks what one attribute's validators cannot: the rules
// between settings, as far as the values are known. Terraform asks again at
// apply, when all of them are.
func (r *resourceServerResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	validateSigningSecret(ctx, req, resp)
	validateLifetimes(ctx, req, resp)
}

// ModifyPlan plans what follows from other settings, and tells what the plan
// does beyond them.
func (r *resourceServerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		forgottenAtPlan(ctx, "This API", req, resp)
		r.tellGrantsThatGo(ctx, req, resp)
		return
	}
	planEncryptionKey(ctx, req, resp)
	planSettings(ctx, r.settings, req, resp)
	planKeyToWrite(ctx, req, resp)
	planSigningSecret(ctx, req, resp)
	planLifetimeForWeb(ctx, req, resp)
	r.planSystemAPI(req.State, resp.Plan, &resp.Diagnostics)
	if !resp.Diagnostics.HasError() {
		adviseRS256(ctx, req, resp)
		tellWhenTokensEnd(ctx, r.clients.now(), req, resp)
		r.tellGrantsThatGo(ctx, req, resp)
	}
}
