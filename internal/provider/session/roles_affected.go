package session

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// maxRolesRead is how many roles a warning looks at: the permissions of each take a
// request, which the plans of its permissions then share.
const maxRolesRead = 50

// NoteUnassigned notes that the plan takes a permission from a role.
func (n *PlanNotes) NoteUnassigned(roleID string, permission management.Assignment) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.unassigned == nil {
		n.unassigned = map[assignedPermission]bool{}
	}
	n.unassigned[assignedPermission{roleID, permission}] = true
}

func (n *PlanNotes) isUnassigned(roleID string, permission management.Assignment) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.unassigned[assignedPermission{roleID, permission}]
}

// warnRolesLoseScopes warns that roles lose permissions with the scopes of an API
// (inferred, facts 9.3). Roles from which the same plan takes them are left out where
// Terraform plans that first. A client of the provider that may not read roles gets no
// warning.
func (c *Session) warnRolesLoseScopes(ctx context.Context, identifier string, removed []string, at path.Path, diags *diag.Diagnostics) {
	lost, unread := c.rolesThatLose(ctx, identifier, removed)
	if len(lost) == 0 {
		return
	}
	detail := "With a scope, the tenant removes the permission from roles and users. A role that this plan takes the permission from as well is named too where Terraform plans it later.\n\n" + strings.Join(lost, "\n")
	if unread {
		detail += fmt.Sprintf("\n\nThe tenant has more than %d roles; the others were not looked at.", maxRolesRead)
	}
	diags.Append(Warning(at, fmt.Sprintf("Roles lose permissions on API %q", identifier), detail))
}

// rolesThatLose returns a line for each role that has one of the scopes. unread says that
// there are more roles than were read.
func (c *Session) rolesThatLose(ctx context.Context, identifier string, removed []string) (lines []string, unread bool) {
	if c.Pending {
		return nil, false
	}
	c.Plans.listing.Lock()
	defer c.Plans.listing.Unlock()
	if c.Plans.unlistedRoles {
		return nil, false
	}
	read := 0
	for role, err := range c.Management.EachRole(ctx, "") {
		if err != nil {
			c.Plans.unlistedRoles = true
			return nil, false
		}
		if read++; read > maxRolesRead {
			return lines, true
		}
		assigned, err := c.Management.Assigned(ctx, management.RolePermissions(role.ID))
		if err != nil {
			continue
		}
		var lost []string
		for _, i := range assigned {
			if i.API == identifier && slices.Contains(removed, i.Name) && !c.Plans.isUnassigned(role.ID, i) {
				lost = append(lost, i.Name)
			}
		}
		if slices.Sort(lost); len(lost) > 0 {
			lines = append(lines, fmt.Sprintf("role %q (%s): the %s.", role.Settings["name"], role.ID, kit.QuotedScopes(lost)))
		}
	}
	return lines, false
}
