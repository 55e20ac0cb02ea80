package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// The service accepts a grant with scopes that the API does not define, and no
// token carries them. A plan knows all scopes that an API can have where
// auth0api_resource_server_scopes declares them in the same plan, and for the
// Management API. Elsewhere another resource or run may add the scope.

// DeclaredInSet is the advice where auth0api_resource_server_scopes lacks a
// scope that a grant has.
const DeclaredInSet = "auth0api_resource_server_scopes declares all scopes of the API in this configuration. Add what is missing there, or remove it from the grant."

// WarnUndefinedScopes notes the scopes that an API can have, and warns of the
// grants that were planned before with other scopes.
func (c *Session) WarnUndefinedScopes(identifier string, names []string, diags *diag.Diagnostics) {
	for _, grant := range c.Plans.noteScopeSet(identifier, names) {
		missing := kit.Without(grant.Scopes, names)
		switch {
		case len(missing) == 0:
		case grant.MustExist:
			diags.AddAttributeError(path.Root("scopes"), kit.UndefinedScopes(identifier, missing), undeclaredPermission(grant))
		default:
			diags.AddAttributeWarning(path.Root("scopes"), kit.UndefinedScopes(identifier, missing),
				fmt.Sprintf("This plan grants that to %s. %s", grant.Holder, DeclaredInSet))
		}
	}
}
