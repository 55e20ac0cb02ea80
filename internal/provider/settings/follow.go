package settings

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// follow is the plan modifier of an optional setting: without a configuration, the
// setting stays as the tenant has it. Unlike the framework's UseStateForUnknown it
// also serves a member of an object: a member that is null because there was no
// object is not known yet; a member that the object lacked stays null.
type follow struct{}

func (follow) Description(context.Context) string {
	return "Follows the tenant when the configuration leaves it out."
}

// MarkdownDescription is the same as Description.
func (f follow) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

// keeps reports whether a planned value is the state's.
func (follow) keeps(ctx context.Context, config, plan attr.Value, at path.Path, state tfsdk.State, diags *diag.Diagnostics) bool {
	if state.Raw.IsNull() || !plan.IsUnknown() || config.IsUnknown() {
		return false
	}
	enclosing := at.ParentPath()
	if len(enclosing.Steps()) == 0 {
		return true
	}
	var object types.Object
	diags.Append(state.GetAttribute(ctx, enclosing, &object)...)
	return !object.IsNull()
}

// PlanModifyBool implements planmodifier.Bool.
func (f follow) PlanModifyBool(ctx context.Context, req planmodifier.BoolRequest, resp *planmodifier.BoolResponse) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyInt64 implements planmodifier.Int64.
func (f follow) PlanModifyInt64(ctx context.Context, req planmodifier.Int64Request, resp *planmodifier.Int64Response) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyString implements planmodifier.String.
func (f follow) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyList implements planmodifier.List.
func (f follow) PlanModifyList(ctx context.Context, req planmodifier.ListRequest, resp *planmodifier.ListResponse) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyMap implements planmodifier.Map.
func (f follow) PlanModifyMap(ctx context.Context, req planmodifier.MapRequest, resp *planmodifier.MapResponse) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

// PlanModifyObject implements planmodifier.Object.
func (f follow) PlanModifyObject(ctx context.Context, req planmodifier.ObjectRequest, resp *planmodifier.ObjectResponse) {
	if f.keeps(ctx, req.ConfigValue, req.PlanValue, req.Path, req.State, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}
