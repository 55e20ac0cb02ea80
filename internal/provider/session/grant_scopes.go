package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// The scopes of a grant must be the API's. A plan can tell for certain where the
// API's scopes cannot be others by the time that the grant is written: where
// auth0api_resource_server_scopes declares all of them in the same plan, and for
// the Management API, whose scopes are the tenant's. A scope that the API just
// does not have yet may come from anywhere, even from a resource that is
// planned later, so that only the apply can tell.

const DeclaredElsewhere = "auth0api_resource_server_scopes declares all scopes of the API in this configuration. Add what is missing there, or take it out of the grant."

// RefuseUndefinedScopes notes the scopes that an API can have, and refuses the grants
// that were planned before for others.
func (c *Session) RefuseUndefinedScopes(identifier string, names []string, diags *diag.Diagnostics) {
	for _, grant := range c.Plans.noteScopeSet(identifier, names) {
		if missing := kit.Without(grant.Scopes, names); len(missing) > 0 {
			diags.AddAttributeError(path.Root("scopes"), kit.UndefinedScopes(identifier, missing),
				fmt.Sprintf("This plan grants that to %s. %s", grant.Holder, DeclaredElsewhere))
		}
	}
}
