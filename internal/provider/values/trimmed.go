package values

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// trimmed refuses white space around a text, such as the line break at the end of
// a file.
type trimmed struct{}

// Trimmed validates an ID that the service made: it has no white space around it.
func Trimmed() validator.String { return trimmed{} }

// SpaceProblem says what to do about white space around a text; "" for none.
func SpaceProblem(text string) string {
	if strings.TrimSpace(text) == text {
		return ""
	}
	return "It begins or ends with white space, such as the line break at the end of a file. Remove it, or use trimspace(…)."
}

// Description implements validator.Describer.
func (trimmed) Description(context.Context) string { return "a text without white space around it" }

// MarkdownDescription implements validator.Describer.
func (v trimmed) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (trimmed) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if problem := SpaceProblem(text); problem != "" && strings.TrimSpace(text) != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "White space around the value", problem)
	} else if text != "" && strings.TrimSpace(text) == "" {
		resp.Diagnostics.AddAttributeError(req.Path, "The value is blank", "It consists of white space only. Set a value, or remove the attribute.")
	}
}
