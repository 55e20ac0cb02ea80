// Package role serves roles and their permissions: /roles.
package role

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Max is how many roles a tenant can have (facts 9.3, documented).
const Max = 1000

// Operations are those on roles, their permissions and their users (facts 9.1).
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	const all, one = "roles", "roles/{id}"
	read, update := []string{"read:roles"}, []string{"update:roles"}
	return []endpoint.Operation{
		{Method: "GET", Path: all, Scopes: read, Query: schema.RoleList, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: all, Scopes: []string{"create:roles"}, Query: schema.NoQuery, Body: schema.RoleCreate,
			Status: http.StatusOK, Handle: h.create, // 200, not 201 (recorded 2023 to 2026)
		},
		{Method: "GET", Path: one, Scopes: read, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{Method: "PATCH", Path: one, Scopes: update, Query: schema.NoQuery, Body: schema.RoleUpdate, Status: http.StatusOK, Handle: h.update},
		{Method: "DELETE", Path: one, Scopes: []string{"delete:roles"}, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.delete},
		{Method: "GET", Path: one + "/permissions", Scopes: read, Query: schema.NumberedPages, Status: http.StatusOK, Handle: h.listPermissions},
		{
			Method: "POST", Path: one + "/permissions", Scopes: update, Query: schema.NoQuery, Body: schema.Permissions,
			Status: http.StatusCreated, Handle: h.addPermissions,
		},
		{
			Method: "DELETE", Path: one + "/permissions", Scopes: update, Query: schema.NoQuery, Body: schema.Permissions,
			Status: http.StatusNoContent, Handle: h.removePermissions,
		},
		{
			Method: "GET", Path: one + "/users", Scopes: []string{"read:users", "read:roles", "read:role_members"},
			Query: schema.Pages, Status: http.StatusOK, Handle: h.listUsers,
		},
		{
			Method: "POST", Path: one + "/users", Scopes: []string{"update:roles", "create:role_members"},
			Query: schema.NoQuery, Body: schema.RoleUsers, Status: http.StatusOK, Handle: h.addUsers,
		},
	}
}

// Missing is the answer for a role that does not exist. It has no code (recorded
// 2025, facts: forms of errors).
func Missing() *endpoint.Error { return endpoint.NotFound("", "The role does not exist.") }

// find refuses a role that does not exist.
func find(tx store.Reader, id string) (*store.Role, error) {
	if role := tx.Role(id); role != nil {
		return role, nil
	}
	return nil, Missing()
}

// show is a role as it is answered: without its permissions. Only the answer to its
// creation lacks a description that was never set (recorded 2026).
func show(role *store.Role) *store.Role {
	view := *role
	view.Permissions = nil
	if view.Description == nil {
		view.Description = new(string)
	}
	return &view
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	role, err := endpoint.Merged(&store.Role{Type: "tenant"}, r.Body)
	if err != nil {
		return nil, err
	}
	if (role.Type == "organization") != (role.OwnerID != "") {
		return nil, endpoint.InvalidBody("owner_id is for roles with type organization, which need it.")
	}
	if role.ID, err = endpoint.NewRoleID(h.Random); err != nil {
		return nil, err
	}
	return role, h.put(r, role, func(tx store.Writer) error {
		if role.OwnerID != "" && tx.Organization(role.OwnerID) == nil {
			return endpoint.MissingOrganization()
		}
		if tx.Roles().Len() >= Max {
			return endpoint.Refuse(http.StatusForbidden, endpoint.CodeTooMany, "You reached the limit of entities of this type for this tenant.")
		}
		return nil
	})
}

// put stores a role after the check. unknown: status and text where the name is taken.
func (h handlers) put(r *endpoint.Request, role *store.Role, check func(store.Writer) error) error {
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		if err := check(tx); err != nil {
			return err
		}
		return tx.PutRole(role)
	})
	if errors.Is(err, store.ErrConflict) {
		return nameTaken(role)
	}
	return err
}

func nameTaken(role *store.Role) error {
	return endpoint.Conflict("role_conflict", "A role with the name %s already exists.", role.Name)
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var role *store.Role
	err := h.Store.View(r.Context, func(tx store.Reader) (err error) {
		role, err = find(tx, r.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return show(role), nil
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	var role *store.Role
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		if role, err = endpoint.Merged(stored, r.Body); err != nil {
			return err
		}
		return tx.PutRole(role)
	})
	if errors.Is(err, store.ErrConflict) {
		return nil, nameTaken(role)
	}
	if err != nil {
		return nil, err
	}
	return show(role), nil
}

// delete takes the role from its users, too. Deleting it again is a 404.
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return struct{}{}, h.Store.Update(r.Context, func(tx store.Writer) error {
		if _, err := find(tx, r.ID); err != nil {
			return err
		}
		return tx.DeleteRole(r.ID)
	})
}
