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

// ModifyPlan plans what follows from other settings: the signing secret from
// the algorithm, and the lifetime for the web from the lifetime.
func (r *resourceServerResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return // a destroy
	}
	planSigningSecret(ctx, req, resp)
	planLifetimeForWeb(ctx, req, resp)
}
