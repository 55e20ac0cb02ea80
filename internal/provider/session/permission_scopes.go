package session

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// The service refuses a permission on a scope that its API does not have (facts 9.3). A
// plan knows the scopes of an API where auth0api_resource_server_scopes declares all of
// them in the same plan, and where it has read the API. It makes no request for it.

// CheckPermissions refuses permissions on scopes that the API will not have. A set of
// scopes that is planned later refuses them there.
func (c *Session) CheckPermissions(identifier string, planned PlannedGrant, at path.Path, diags *diag.Diagnostics) {
	declared, whole := c.Plans.NoteGrant(identifier, planned)
	if whole {
		if missing := kit.Without(planned.Scopes, declared); len(missing) > 0 {
			diags.AddAttributeError(at, kit.UndefinedScopes(identifier, missing), undeclaredPermission(planned))
		}
		return
	}
	if missing := c.scopesMissingIn(identifier, planned.Scopes); len(missing) > 0 {
		diags.AddAttributeError(at, kit.UndefinedScopes(identifier, missing), fmt.Sprintf(
			"This plan gives that permission to %s, and the service refuses it: the API was read for this plan, and does not have the %s. "+
				"If this configuration creates the scope, refer to it, or use depends_on, so that Terraform creates it first:\n\n  permission = auth0api_resource_server_scope.NAME.scope\n\nOtherwise remove the permission.",
			planned.Holder, kit.QuotedScopes(missing)))
	}
}

func undeclaredPermission(planned PlannedGrant) string {
	return fmt.Sprintf("This plan gives that permission to %s, and the service refuses it. auth0api_resource_server_scopes declares all scopes of the API in this configuration. "+
		"Add what is missing there, or remove the permission.", planned.Holder)
}

// scopesMissingIn returns which of the scopes an API that was read does not have, and that
// no resource creates which was planned before. It is empty where that is not certain.
func (c *Session) scopesMissingIn(identifier string, names []string) []string {
	if c.Pending || c.Plans.IsReplaced(APIObject(identifier)) {
		return nil
	}
	api := c.Management.KnownResourceServer(identifier)
	if api == nil {
		return nil
	}
	has := make([]string, len(api.Scopes))
	for i, scope := range api.Scopes {
		has[i] = scope.Value
	}
	return c.Plans.notPlanned(identifier, kit.Without(names, has))
}

// notPlanned returns which of the scopes no resource creates, as far as that was planned
// before.
func (n *PlanNotes) notPlanned(identifier string, names []string) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.unknownScopes || n.declared[identifier].set {
		return nil
	}
	var missing []string
	for _, name := range names {
		if !n.created[ScopeObject(identifier, name)] {
			missing = append(missing, name)
		}
	}
	return missing
}

// NoteScopeCreate notes that the plan creates a scope, which may be of an API or have a
// name that is not known yet. It reports whether the scope existed before.
func (n *PlanNotes) NoteScopeCreate(identifier, name types.String) bool {
	if identifier.IsUnknown() || name.IsUnknown() {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.unknownScopes = true
		return false
	}
	return n.NoteCreate(ScopeObject(identifier.ValueString(), name.ValueString()))
}
