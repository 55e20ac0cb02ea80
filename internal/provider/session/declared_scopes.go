package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// declaredScopes says in which ways the plan of a walk declares the scopes of an API.
type declaredScopes struct {
	set, single bool
	// reportedBy is the block whose plan reported that both ways are used.
	reportedBy string
}

// AllScopes is the name by which a set of scopes declares all scopes of its API.
const AllScopes = "all scopes"

// DeclareScopes notes that the plan declares the scopes of an API, [AllScopes] or a
// single one, and reports a plan that does both: each apply would undo what the other
// resource did.
func (c *Session) DeclareScopes(identifier types.String, scope string, diags *diag.Diagnostics) {
	if identifier.IsNull() || identifier.IsUnknown() || !c.Plans.declareScopes(identifier.ValueString(), scope) {
		return
	}
	diags.AddAttributeError(path.Root("resource_server_identifier"), fmt.Sprintf("The scopes of API %q are declared in two ways", identifier.ValueString()),
		"auth0api_resource_server_scopes declares all scopes of an API and removes every other one; auth0api_resource_server_scope declares a single one. "+
			"Used together for one API, each apply undoes the other. Keep one kind: move the single scopes into scopes blocks of auth0api_resource_server_scopes, or declare each scope by itself. "+
			"To change from one to the other without deleting a scope, use removed blocks with destroy = false, and import the scopes at their new addresses.")
}

// declareScopes reports whether the scopes are declared in both ways, for one block per
// API, and again if that block is planned again: Terraform may discard its first plan.
func (n *PlanNotes) declareScopes(identifier, scope string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.declared == nil {
		n.declared = map[string]declaredScopes{}
	}
	d := n.declared[identifier]
	if scope == AllScopes {
		d.set = true
	} else {
		d.single = true
	}
	if d.set && d.single && d.reportedBy == "" {
		d.reportedBy = scope
	}
	n.declared[identifier] = d
	return d.reportedBy == scope && scope != ""
}
