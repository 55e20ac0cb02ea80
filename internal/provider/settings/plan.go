package settings

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Attributes is a plan that attributes can be written to: tfsdk.Plan, or what
// stands for it.
type Attributes interface {
	SetAttribute(ctx context.Context, p path.Path, value any) diag.Diagnostics
}

// ModifyPlan plans what no setting can plan by itself. A setting that is no longer
// configured is cleared, if that is what its absence means. An object that is
// configured in part stays unchanged while the configured part does. private is
// the state's, and planned is what is written to.
func (t Table) ModifyPlan(ctx context.Context, config, plan, state Object, private PrivateState, planned Attributes) diag.Diagnostics {
	names, diags := configuredBefore(ctx, private)
	for _, s := range t {
		configured, before := config[s.Name], state[s.Name]
		if len(state) == 0 || len(config) == 0 {
			break // a create, or a destroy
		}
		switch {
		case configured.IsNull() && s.Cleared && s.Reset && slices.Contains(names, s.Name) && !before.IsNull():
			unknown := tftypes.NewValue(before.Type(), tftypes.UnknownValue)
			diags.Append(s.write(ctx, unknown, planned)...)
		case configured.IsNull() && s.Cleared && !s.Reset && slices.Contains(names, s.Name):
			absent, err := fromJSON(s.Attribute.GetType().TerraformType(ctx), s.Absent)
			if err != nil {
				diags.AddAttributeError(path.Root(s.Name), "Clearing a setting failed", err.Error())
				continue
			}
			diags.Append(s.write(ctx, absent, planned)...)
		case !configured.IsNull() && !before.IsNull() && !plan[s.Name].IsFullyKnown() && follows(configured, plan[s.Name], before):
			diags.Append(s.write(ctx, before, planned)...)
		}
	}
	return diags
}

func (s Setting) write(ctx context.Context, value tftypes.Value, to Attributes) diag.Diagnostics {
	var diags diag.Diagnostics
	converted, err := s.Attribute.GetType().ValueFromTerraform(ctx, value)
	if err != nil {
		diags.AddAttributeError(path.Root(s.Name), "Planning a setting failed", err.Error())
		return diags
	}
	diags.Append(to.SetAttribute(ctx, path.Root(s.Name), converted)...)
	return diags
}

// follows reports whether a planned value can stay what it was before: where it is
// unknown, the only reason is that the configuration does not set it.
func follows(configured, planned, before tftypes.Value) bool {
	if !planned.IsKnown() {
		return configured.IsNull()
	}
	if !planned.Type().Is(tftypes.Object{}) || planned.IsNull() || before.IsNull() || configured.IsNull() || !configured.IsKnown() {
		return planned.Equal(before)
	}
	var c, p, b map[string]tftypes.Value
	if configured.As(&c) != nil || planned.As(&p) != nil || before.As(&b) != nil {
		return false
	}
	for name := range p {
		if !follows(c[name], p[name], b[name]) {
			return false
		}
	}
	return true
}
