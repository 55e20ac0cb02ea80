package scope

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// Limits of a scope, from the service's OpenAPI document (ResourceServerScope).
const ()

// scopeAPIAttribute names the API of a scope or of a set of scopes.
func scopeAPIAttribute() schema.Attribute {
	return schema.StringAttribute{
		MarkdownDescription: "The identifier of the API. At most 600 characters. Another API replaces this resource.",
		Required:            true,
		Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, kit.MaxIdentifierLength)},
		PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
	}
}

// describedAs is a scope's description for the state. The service tells an
// empty description from none; people do not, so what was known stands.
func describedAs(answered *string, known types.String) types.String {
	if (answered == nil || *answered == "") && known.ValueString() == "" && !known.IsUnknown() {
		return known
	}
	return types.StringPointerValue(answered)
}

// warnInterference warns that another process writes the scopes of the same APIs.
func warnInterference(seen []management.Interference, diags *diag.Diagnostics) {
	for _, i := range seen {
		var what []string
		if len(i.Restored) > 0 {
			what = append(what, fmt.Sprintf("had lost scopes that this run wrote: %s.", strings.Join(i.Restored, ", ")))
		}
		if len(i.Removed) > 0 {
			what = append(what, fmt.Sprintf("had scopes again that this run removed: %s.", strings.Join(i.Removed, ", ")))
		}
		outcome := "That was put right."
		if i.Err != nil {
			outcome = fmt.Sprintf("Putting that right failed: %s.", i.Err)
		}
		diags.AddAttributeWarning(path.Root("resource_server_identifier"), "Another process changes the scopes of this API",
			fmt.Sprintf("API %q %s %s The service can only replace the whole list, so concurrent writers may undo each other's changes: "+
				"let one run end before another starts, and run terraform plan to see what is there.", i.Identifier, strings.Join(what, " It "), outcome))
	}
}

// failScopes reports a failure to read or write scopes. An API that is not
// there is an error at the attribute that names it.
func failScopes(action, object string, err error, diags *diag.Diagnostics, attributes map[string]path.Path) {
	summary, at := fmt.Sprintf("%s %s failed", action, object), path.Root("resource_server_identifier")
	var alias *management.AliasError
	switch {
	case management.IsNotFound(err):
		diags.AddAttributeError(at, summary,
			"The tenant has no API with this identifier. Create it first, and refer to it (resource_server_identifier = auth0api_resource_server.NAME.identifier) so that Terraform keeps the order.")
	case errors.As(err, &alias):
		diags.AddAttributeError(at, summary, fmt.Sprintf("%q is the ID of an API, not its identifier. Set resource_server_identifier = %q.", alias.Name, alias.Identifier))
	default:
		kit.ErrorContext{Action: action, Object: object, Attributes: attributes}.Report(err, diags)
	}
}
