package acctest

import (
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// inconsistent returns the name of an attribute whose new value differs from the
// planned value, as Terraform checks it; "" if all are equal. An attribute that was
// unknown in the plan may have any value.
func inconsistent(planned, got tftypes.Value) string {
	if planned.IsNull() || got.IsNull() {
		return ""
	}
	var before, after map[string]tftypes.Value
	if planned.As(&before) != nil || got.As(&after) != nil {
		return ""
	}
	for name, value := range before {
		switch {
		case !value.IsKnown() || value.Equal(after[name]):
		case value.Type().Is(tftypes.Object{}) && !value.IsNull() && !after[name].IsNull():
			if inner := inconsistent(value, after[name]); inner != "" {
				return name + "." + inner
			}
		case value.IsFullyKnown():
			return name
		}
	}
	return ""
}
