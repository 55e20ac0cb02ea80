package kit

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
)

// Data sources that list objects have the service select what it can
// by. The filters below are those that it cannot.

// NameFilterAttribute selects by a part of the name, as the official provider's
// attribute of that name does.
func NameFilterAttribute(objects string) schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: fmt.Sprintf("Only the %s whose names contain this text (case-sensitive). The provider selects them, so this saves no requests.", objects),
		Optional:            true,
		Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

// ReportTooManyAPIs reports a list of APIs that is longer than the service's pages
// reach, at the filter by identifiers; false when that is not what err says.
func ReportTooManyAPIs(err error, identifiers path.Path, diags *diag.Diagnostics) bool {
	var tooMany *management.TooManyError
	if !errors.As(err, &tooMany) {
		return false
	}
	diags.AddAttributeError(identifiers, "The tenant has more APIs than the service lists",
		fmt.Sprintf("There are %d APIs, and the service lists at most %d. Set %s to the identifiers of the APIs that are needed.", tooMany.Total, tooMany.Reachable, identifiers))
	return true
}

// NameMatches applies a name_filter.
func NameMatches(filter types.String, answer management.Settings) bool {
	name, _ := answer["name"].(string)
	return strings.Contains(name, filter.ValueString())
}

// FlagMatches applies a filter by a flag, which the service may leave out when
// it is false.
func FlagMatches(filter types.Bool, answer management.Settings, property string) bool {
	return filter.IsNull() || filter.ValueBool() == (answer[property] == true)
}
