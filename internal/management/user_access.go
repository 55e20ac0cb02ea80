package management

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// accessPageSize is the largest page that the service answers, and maxAccessPages
	// bounds a list: a user has at most 1,000 direct permissions, and those of 50 roles.
	accessPageSize = 100
	maxAccessPages = 600
)

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
	permissions, err := readPages[UserPermission](ctx, c, rest.Path(rest.Users, userID, "permissions"), "permissions")
	if err != nil || slices.ContainsFunc(permissions, UserPermission.byRole) {
		return permissions, err
	}
	roles, err := readPages[struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}](ctx, c, rest.Path(rest.Users, userID, "roles"), "roles")
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

// readPages reads a list that is paged by number.
func readPages[T any](ctx context.Context, c *Client, path, key string) ([]T, error) {
	var all []T
	for number := range maxAccessPages {
		r := rest.Request{Method: http.MethodGet, Path: path, Query: url.Values{
			"per_page": {strconv.Itoa(accessPageSize)}, "page": {strconv.Itoa(number)}, "include_totals": {"true"},
		}}
		answer, err := c.rest.Call(ctx, r)
		if err != nil {
			return nil, err
		}
		var page map[string]json.RawMessage
		var items []T
		var total int
		if err := r.Decode(answer, &page); err != nil {
			return nil, err
		}
		if err := r.Decode(page[key], &items); err != nil {
			return nil, err
		}
		if err := r.Decode(page["total"], &total); err != nil {
			return nil, err
		}
		if all = append(all, items...); len(all) >= total || len(items) == 0 {
			break
		}
	}
	return all, nil
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
