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

// APIObject names an API in the notes of a plan.
func APIObject(identifier string) string { return "API " + identifier }

// ScopeObject names a scope in the notes of a plan.
func ScopeObject(identifier, name string) string { return "scope " + name + " of " + identifier }

// GrantIsReplaced reports whether the plan replaces what a grant depends on: its
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

// ScopeIsReplaced reports whether the plan replaces a scope, or what it is part of.
func (c *Session) ScopeIsReplaced(identifier, name string) bool {
	return c.Plans.IsReplaced(APIObject(identifier)) || c.Plans.IsReplaced(ScopeSetObject(identifier)) || c.Plans.IsReplaced(ScopeObject(identifier, name))
}

// PlanReplacement plans the replacement of an object, since the tenant deletes or
// empties it when something else is.
func PlanReplacement(ctx context.Context, resp *resource.ModifyPlanResponse) {
	id := path.Root("id")
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
	resp.RequiresReplace = append(resp.RequiresReplace, id)
}

// Unchanged reports whether an attribute is planned as it is.
func Unchanged(planned, before attr.Value) bool { return !planned.IsUnknown() && planned.Equal(before) }
