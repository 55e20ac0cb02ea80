package values

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// scopeName refuses a name that no token can carry. The claim scope separates
// names by spaces: a scope "not admin" would read as "not" and "admin".
type scopeName struct{}

// ScopeName validates the name of a scope. RFC 6749, section 3.3, forbids white space,
// control characters, the quotation mark and the backslash. It also forbids characters
// beyond ASCII, but it is not known that the service refuses these, so they are accepted.
// The length is the service's limit.
func ScopeName() validator.String { return stringvalidator.All(scopeLength(), scopeName{}) }

// ScopeNameParameter is ScopeName for the parameter of a function.
func ScopeNameParameter() []function.StringParameterValidator {
	return []function.StringParameterValidator{scopeLength(), scopeName{}}
}

// scopeLength limits a scope's name in characters (OpenAPI document,
// ResourceServerScope).
func scopeLength() interface {
	validator.String
	function.StringParameterValidator
} {
	return stringvalidator.UTF8LengthBetween(1, kit.MaxScopeLength)
}

// ScopeNameProblem says what is wrong with the name of a scope; "" if it is valid.
func ScopeNameProblem(name string) string {
	for _, r := range name {
		if unicode.IsPrint(r) && !unicode.IsSpace(r) && r != '"' && r != '\\' {
			continue
		}
		problem := fmt.Sprintf("%q contains %s. ", name, describeRune(r))
		if unicode.IsSpace(r) && len(strings.Fields(name)) > 1 {
			problem += fmt.Sprintf("A token separates its scopes by spaces, and would carry %s instead. ", quotedList(strings.Fields(name)))
		}
		return problem + `White space, control characters, " and \ are not allowed (RFC 6749, section 3.3). A valid name is, for example, "read:appointments".`
	}
	return ""
}

func describeRune(r rune) string {
	switch {
	case r == ' ':
		return "a space"
	case r == '\n' || r == '\r':
		return "a line break"
	case r == '\t':
		return "a tab"
	case unicode.IsPrint(r):
		return "the character " + string(r)
	default:
		return fmt.Sprintf("the character U+%04X", r)
	}
}

func quotedList(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = fmt.Sprintf("%q", word)
	}
	return strings.Join(quoted, " and ")
}

// Description implements validator.Describer.
func (scopeName) Description(context.Context) string {
	return "a scope's name (RFC 6749, section 3.3)"
}

// MarkdownDescription implements validator.Describer.
func (v scopeName) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (scopeName) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if problem := ScopeNameProblem(req.ConfigValue.ValueString()); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid scope name", problem)
	}
}

// ValidateParameterString implements function.StringParameterValidator.
func (scopeName) ValidateParameterString(_ context.Context, req function.StringParameterValidatorRequest, resp *function.StringParameterValidatorResponse) {
	if problem := ScopeNameProblem(req.Value.ValueString()); problem != "" {
		resp.Error = function.NewArgumentFuncError(req.ArgumentPosition, "Invalid scope name: "+problem)
	}
}
