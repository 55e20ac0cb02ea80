package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// declaredScopes says in which ways the plan of a walk declares the scopes of an API.
type declaredScopes struct{ set, single bool }

// DeclareScopes notes that the plan declares the scopes of an API, all of them or a
// single one, and reports a plan that does both: each apply would undo what the
// other resource did.
func (c *Session) DeclareScopes(identifier types.String, all bool, diags *diag.Diagnostics) {
	if identifier.IsNull() || identifier.IsUnknown() || !c.Plans.declareScopes(identifier.ValueString(), all) {
		return
	}
	diags.AddAttributeError(path.Root("resource_server_identifier"), fmt.Sprintf("The scopes of API %q are declared in two ways", identifier.ValueString()),
		"auth0api_resource_server_scopes declares all scopes of an API and removes every other one; auth0api_resource_server_scope declares a single one. "+
			"Used together for one API, each apply undoes the other. Keep one kind: move the single scopes into scopes blocks of auth0api_resource_server_scopes, or declare each scope by itself. "+
			"To change from one to the other without deleting a scope, use removed blocks with destroy = false, and import the scopes at their new addresses.")
}

// declareScopes reports whether the scopes are declared in both ways, once per API.
func (n *PlanNotes) declareScopes(identifier string, all bool) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.declared == nil {
		n.declared = map[string]declaredScopes{}
	}
	before := n.declared[identifier]
	after := before
	if all {
		after.set = true
	} else {
		after.single = true
	}
	n.declared[identifier] = after
	return after.set && after.single && before != after
}
