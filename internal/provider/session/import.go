package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// BeginImport reports whether a resource can be imported. An empty import ID, as of
// an unset shell variable, is an error. what says what the ID is, and example is one.
func (r *Resource) BeginImport(req resource.ImportStateRequest, resp *resource.ImportStateResponse, what, example string) bool {
	if req.ID == "" && emptyIdentity(req.Identity) {
		resp.Diagnostics.AddError("The import ID is empty", fmt.Sprintf(
			"Importing %s needs %s:\n\n  terraform import auth0api_%s.NAME '%s'\n\nIf the ID comes from a shell variable, check that the variable is set.", r.Object, what, r.Type, example))
		return false
	}
	return r.Session.Ready("Importing "+r.Object, &resp.Diagnostics)
}

// emptyIdentity reports whether an identity is missing, or has an attribute that is
// empty.
func emptyIdentity(identity *tfsdk.ResourceIdentity) bool {
	if identity == nil || identity.Raw.IsNull() {
		return true
	}
	var attributes map[string]tftypes.Value
	if identity.Raw.As(&attributes) != nil {
		return true
	}
	for _, value := range attributes {
		var text *string
		if value.As(&text) == nil && (text == nil || *text == "") {
			return true
		}
	}
	return false
}
