package kit

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/settings"
)

const IsSystemAttribute = "is_system"

// ManagementAPISuffix ends the identifier of each tenant's Management API.
const ManagementAPISuffix = "/api/v2/"

// IsSystemPlan reports whether a plan is about a system object.
func IsSystemPlan(ctx context.Context, req resource.ModifyPlanRequest) bool {
	var is types.Bool
	return !req.State.Raw.IsNull() && !req.State.GetAttribute(ctx, path.Root(IsSystemAttribute), &is).HasError() && is.ValueBool()
}

// ForgetSystemObject reports whether the state is that of a system object, which a
// destroy does not delete, and warns of that.
func ForgetSystemObject(ctx context.Context, what string, state tfsdk.State, diags *diag.Diagnostics) bool {
	var is types.Bool
	diags.Append(state.GetAttribute(ctx, path.Root(IsSystemAttribute), &is)...)
	if diags.HasError() || !is.ValueBool() {
		return false
	}
	diags.AddWarning("A system object is not deleted",
		fmt.Sprintf("%s is a system object, which the tenant needs and does not delete. Terraform removes it from the state, and it stays in the tenant as it is.", what))
	return true
}

// PlanForgetSystemObject is forgotten where a plan destroys the object.
func PlanForgetSystemObject(ctx context.Context, what string, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() && !req.State.Raw.IsNull() {
		ForgetSystemObject(ctx, what, req.State, &resp.Diagnostics)
	}
}

// IsSystemState reports whether an object's state says that it is a system object.
func IsSystemState(state settings.Object) bool {
	return state.IsTrue(IsSystemAttribute)
}
