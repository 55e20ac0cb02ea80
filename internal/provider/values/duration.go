package values

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// positiveDuration refuses a duration that would end an operation before it begins.
type positiveDuration struct{}

// PositiveDuration validates a timeout: a number and a unit, above zero.
func PositiveDuration() validator.String { return positiveDuration{} }

// Description implements validator.Describer.
func (positiveDuration) Description(context.Context) string {
	return "a number above zero with a unit, such as 90s, 5m or 1h30m"
}

// MarkdownDescription implements validator.Describer.
func (v positiveDuration) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v positiveDuration) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if d, err := time.ParseDuration(text); err != nil || d <= 0 {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid timeout", fmt.Sprintf("%q is not a duration. Expected %s.", text, v.Description(ctx)))
	}
}
