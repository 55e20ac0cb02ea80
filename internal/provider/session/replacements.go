package session

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ScopeSetObject names the set of an API's scopes as what is refreshed.
func ScopeSetObject(identifier string) string { return "The scopes of API " + identifier }

// The names by which plans speak of what is deleted and made again under the
// same name, after terraform taint or with -replace.
func APIObject(identifier string) string { return "API " + identifier }

func ScopeObject(identifier, name string) string { return "scope " + name + " of " + identifier }

// GrantIsReplaced tells whether what a grant is made of is made anew by the plan: its
// API, with which the tenant deletes the grant, or scopes, which it takes from
// the grant.
func (c *Session) GrantIsReplaced(audience string, scopes types.Set) bool {
	if c.Plans.IsReplaced(APIObject(audience)) || c.Plans.IsReplaced(ScopeSetObject(audience)) {
		return true
	}
	for _, element := range scopes.Elements() {
		if name, ok := element.(types.String); ok && c.Plans.IsReplaced(ScopeObject(audience, name.ValueString())) {
			return true
		}
	}
	return false
}

// PlanReplacement plans that an object is made anew, since the tenant deletes or
// empties it when something else is.
func PlanReplacement(ctx context.Context, resp *resource.ModifyPlanResponse) {
	id := path.Root("id")
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
	resp.RequiresReplace = append(resp.RequiresReplace, id)
}

// Unchanged tells whether an attribute is planned as it is.
func Unchanged(planned, before attr.Value) bool { return !planned.IsUnknown() && planned.Equal(before) }
