package export

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The types of the resources about roles, users and organizations.
const (
	typeRole            = "auth0api_role"
	typeRolePermissions = "auth0api_role_permissions"
	typeUserPermissions = "auth0api_user_permissions"
	typeUserRoles       = "auth0api_user_roles"
	typeOrganization    = "auth0api_organization_client_grant"
)

// access has the objects that something is assigned to.
type access struct {
	roles         []*store.Role
	users         []*store.User
	organizations []*store.Organization
}

// access writes the roles with their permissions, the roles and permissions of users, and
// the grants of organizations. Users and organizations themselves are no resources of the
// provider: their IDs are written as they are.
func (w *writer) access(a access) {
	roles, users, organizations := a.roles, a.users, a.organizations
	slices.SortFunc(roles, func(a, b *store.Role) int { return cmp.Compare(a.Name, b.Name) })
	names, byID := unique{}, map[string]string{}
	for _, role := range roles {
		byID[role.ID] = names.name(cmp.Or(slug(role.Name), "role"))
		w.role(role, byID[role.ID])
	}
	slices.SortFunc(users, func(a, b *store.User) int { return cmp.Compare(a.ID, b.ID) })
	names = unique{}
	for _, user := range users {
		w.user(user, names.name(cmp.Or(slug(strings.TrimPrefix(user.ID, "auth0|")), "user")), byID)
	}
	slices.SortFunc(organizations, func(a, b *store.Organization) int { return cmp.Compare(a.Name, b.Name) })
	names = unique{}
	for _, organization := range organizations {
		for _, id := range slices.Sorted(slices.Values(organization.ClientGrants)) {
			name := names.name(cmp.Or(slug(organization.Name), "organization") + "_" + cmp.Or(w.names.grant[id], "grant"))
			body := w.resource(typeOrganization, name, organization.ID+"::"+id)
			body.SetAttributeValue("organization_id", cty.StringVal(organization.ID))
			body.SetAttributeRaw("grant_id", reference(typeGrant, w.names.grant[id], "id", id))
		}
	}
}

func (w *writer) role(role *store.Role, name string) {
	body := w.resource(typeRole, name, role.ID)
	body.SetAttributeValue("name", cty.StringVal(role.Name))
	if role.Description != nil && *role.Description != "" {
		body.SetAttributeValue("description", cty.StringVal(*role.Description))
	}
	if role.OwnerID != "" {
		body.SetAttributeValue("type", cty.StringVal(role.Type))
		body.SetAttributeValue("owner_id", cty.StringVal(role.OwnerID))
	}
	if len(role.Permissions) > 0 {
		body := w.resource(typeRolePermissions, name, role.ID)
		body.SetAttributeRaw("role_id", reference(typeRole, name, "id", role.ID))
		w.permissions(body, role.Permissions)
	}
}

func (w *writer) user(user *store.User, name string, roles map[string]string) {
	if len(user.Permissions) > 0 {
		body := w.resource(typeUserPermissions, name, user.ID)
		body.SetAttributeValue("user_id", cty.StringVal(user.ID))
		w.permissions(body, user.Permissions)
	}
	if len(user.Roles) == 0 {
		return
	}
	body := w.resource(typeUserRoles, name, user.ID)
	body.SetAttributeValue("user_id", cty.StringVal(user.ID))
	ids := slices.SortedFunc(slices.Values(user.Roles), func(a, b string) int { return cmp.Compare(roles[a], roles[b]) })
	elements := make([]hclwrite.Tokens, len(ids))
	for i, id := range ids {
		elements[i] = reference(typeRole, roles[id], "id", id)
	}
	body.SetAttributeRaw("roles", hclwrite.TokensForTuple(elements))
}

func (w *writer) permissions(body *hclwrite.Body, permissions []store.Permission) {
	for _, each := range permissions {
		body.AppendNewline()
		block := body.AppendNewBlock("permissions", nil).Body()
		block.SetAttributeRaw("resource_server_identifier", w.names.audience(each.API))
		block.SetAttributeValue("name", cty.StringVal(each.Name))
	}
}
