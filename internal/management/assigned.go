package management

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/assignments"
)

// RolePermissions is the list of a role's permissions.
func RolePermissions(roleID string) AssignmentList {
	return AssignmentList{Kind: assignments.RolePermissions(), ID: roleID}
}

// UserPermissions is the list of the permissions that a user has directly.
func UserPermissions(userID string) AssignmentList {
	return AssignmentList{Kind: assignments.UserPermissions(), ID: userID}
}

// UserRoles is the list of a user's roles.
func UserRoles(userID string) AssignmentList {
	return AssignmentList{Kind: assignments.UserRoles(), ID: userID}
}

// OrganizationGrants is the list of an organization's client grants.
func OrganizationGrants(organizationID string) AssignmentList {
	return AssignmentList{Kind: assignments.OrganizationGrants(), ID: organizationID}
}

// Assigned returns the items of a list; see [assignments.Assignments.Read].
func (c *Client) Assigned(ctx context.Context, l AssignmentList) ([]Assignment, error) {
	return c.assigned.Read(ctx, l)
}

// HoldAssignment is [Client.Hold] for an item of a list.
func (c *Client) HoldAssignment(l AssignmentList, i Assignment, owner string) {
	c.assigned.Hold(l, i, owner)
}

// Assign assigns one item; see [assignments.Assignments.Create].
func (c *Client) Assign(ctx context.Context, l AssignmentList, i Assignment) (Creation, error) {
	return c.assigned.Create(ctx, l, i)
}

// AssignWhole assigns the whole of an empty list; see
// [assignments.Assignments.CreateWhole].
func (c *Client) AssignWhole(ctx context.Context, l AssignmentList, items []Assignment) (Creation, error) {
	return c.assigned.CreateWhole(ctx, l, items)
}

// ReplaceAssigned makes items the whole list; see [assignments.Assignments.Replace].
func (c *Client) ReplaceAssigned(ctx context.Context, l AssignmentList, owner string, items, known []Assignment) error {
	return c.assigned.Replace(ctx, l, owner, items, known)
}

// Unassign removes items from a list; see [assignments.Assignments.Delete].
func (c *Client) Unassign(ctx context.Context, l AssignmentList, owner string, items ...Assignment) (kept []Assignment, err error) {
	return c.assigned.Delete(ctx, l, owner, items...)
}
