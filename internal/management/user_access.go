package management

import (
	"context"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// maxAccessPages bounds a list of a user, who has at most 1,000 direct permissions, and
// those of 50 roles.
const maxAccessPages = 600

// UserPermission is a scope of an API that a user has, directly or by a role.
type UserPermission struct {
	API  string `json:"resource_server_identifier"`
	Name string `json:"permission_name"`
	// Sources say how the user has it.
	Sources []PermissionSource `json:"sources"`
}

// PermissionSource is one way to a permission of a user.
type PermissionSource struct {
	// Type is DIRECT or ROLE; Name is the role's.
	Type string `json:"source_type"`
	Name string `json:"source_name"`
}

// The values of [PermissionSource.Type].
const (
	SourceDirect = "DIRECT"
	SourceRole   = "ROLE"
)

// UserPermissions returns all permissions of a user, with their sources. The service's
// list has those of roles as well (inferred from its sources); where it has none of them,
// the roles are read one by one, if the user has any. The error is a 404 where there is
// no such user.
func (c *Client) UserPermissions(ctx context.Context, userID string) ([]UserPermission, error) {
	permissions, err := readPages[UserPermission](ctx, c, rest.Path(rest.Users, userID, "permissions"), nil, "permissions", maxAccessPages)
	if err != nil || slices.ContainsFunc(permissions, UserPermission.byRole) {
		return permissions, err
	}
	roles, err := readPages[struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}](ctx, c, rest.Path(rest.Users, userID, "roles"), nil, "roles", maxAccessPages)
	if err != nil {
		return nil, err
	}
	for _, role := range roles {
		assigned, err := c.Assigned(ctx, RolePermissions(role.ID))
		if err != nil {
			return nil, err
		}
		for _, each := range assigned {
			permissions = append(permissions, UserPermission{API: each.API, Name: each.Name, Sources: []PermissionSource{{Type: SourceRole, Name: role.Name}}})
		}
	}
	return permissions, nil
}

func (p UserPermission) byRole() bool {
	return slices.ContainsFunc(p.Sources, func(s PermissionSource) bool { return s.Type == SourceRole })
}

// Organization is what access depends on of an organization.
type Organization struct {
	ID                     string `json:"id"`
	Name                   string `json:"name"`
	ThirdPartyClientAccess string `json:"third_party_client_access"`
	// GrantIDs are the IDs of the associated client grants.
	GrantIDs []string `json:"-"`
}

// ReadOrganization reads an organization and its client grants, in two requests. The
// error is a 404 where there is no such organization.
func (c *Client) ReadOrganization(ctx context.Context, id string) (*Organization, error) {
	var o Organization
	if err := c.rest.Do(ctx, http.MethodGet, rest.Path(rest.Organizations, id), nil, &o); err != nil {
		return nil, err
	}
	grants, err := c.Assigned(ctx, OrganizationGrants(id))
	if err != nil {
		return nil, err
	}
	for _, g := range grants {
		o.GrantIDs = append(o.GrantIDs, g.Name)
	}
	return &o, nil
}
