package values

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// timestamp refuses a text that is not a time.
type timestamp struct{}

// Timestamp validates a time of RFC 3339, the only form that the service accepts.
func Timestamp() validator.String { return timestamp{} }

// ParseTime parses a time of RFC 3339, whose letters may be lowercase (section 5.6).
func ParseTime(text string) (time.Time, error) {
	return time.Parse(time.RFC3339, strings.ToUpper(text))
}

// SameTime reports whether two texts are the same point in time, or are both null.
func SameTime(a, b types.String) bool {
	if a.IsNull() || b.IsNull() || a.IsUnknown() || b.IsUnknown() {
		return a.Equal(b)
	}
	first, err1 := ParseTime(a.ValueString())
	second, err2 := ParseTime(b.ValueString())
	return err1 == nil && err2 == nil && first.Equal(second)
}

// Description implements validator.Describer.
func (timestamp) Description(context.Context) string {
	return "a time of RFC 3339 with its offset, such as 2030-12-31T00:00:00Z"
}

// MarkdownDescription implements validator.Describer.
func (v timestamp) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v timestamp) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if _, err := ParseTime(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid time", fmt.Sprintf("%q is not %s.", req.ConfigValue.ValueString(), v.Description(ctx)))
	}
}
