package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The names by which plans speak of what is deleted and made again under the
// same name, after terraform taint or with -replace.
func apiCalled(identifier string) string         { return "API " + identifier }
func scopeCalled(identifier, name string) string { return "scope " + name + " of " + identifier }

// grantLoses tells whether what a grant is made of is made anew by the plan: its
// API, with which the tenant deletes the grant, or scopes, which it takes from
// the grant.
func (c *clients) grantLoses(audience string, scopes types.Set) bool {
	if c.notes.anew(apiCalled(audience)) || c.notes.anew(scopeSetOf(audience)) {
		return true
	}
	for _, element := range scopes.Elements() {
		if name, ok := element.(types.String); ok && c.notes.anew(scopeCalled(audience, name.ValueString())) {
			return true
		}
	}
	return false
}

// replaceToo plans that an object is made anew, since the tenant deletes or
// empties it when something else is.
func replaceToo(ctx context.Context, resp *resource.ModifyPlanResponse) {
	id := path.Root("id")
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, id, types.StringUnknown())...)
	resp.RequiresReplace = append(resp.RequiresReplace, id)
}

// keeps tells whether an attribute is planned as it is.
func keeps(planned, before attr.Value) bool { return !planned.IsUnknown() && planned.Equal(before) }
