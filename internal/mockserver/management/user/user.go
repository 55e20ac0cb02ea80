// Package user serves declared users, as far as roles and permissions need them:
// /users. They have no passwords, and one connection.
package user

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on users, their roles and permissions (facts 9.2, 9.3).
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	const one = "users/{id}"
	read, update := []string{"read:users"}, []string{"update:users"}
	return []endpoint.Operation{
		{
			Method: "POST", Path: "users", Scopes: []string{"create:users"}, Query: schema.NoQuery, Body: schema.UserCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: one, Scopes: read, Query: schema.NoQuery, Status: http.StatusOK, Handle: h.read},
		{Method: "DELETE", Path: one, Scopes: []string{"delete:users"}, Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
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
			Method: "GET", Path: one + "/roles", Scopes: []string{"read:users", "read:roles", "read:role_members"},
			Query: schema.NumberedPages, Status: http.StatusOK, Handle: h.listRoles,
		},
		{
			Method: "POST", Path: one + "/roles", Scopes: []string{"update:users", "create:role_members"},
			Query: schema.NoQuery, Body: schema.UserRoles, Status: http.StatusNoContent, Handle: h.addRoles,
		},
		{
			Method: "DELETE", Path: one + "/roles", Scopes: []string{"update:users", "delete:role_members"},
			Query: schema.NoQuery, Body: schema.UserRoles, Status: http.StatusNoContent, Handle: h.removeRoles,
		},
		{
			Method: "GET", Path: one + "/effective-permissions", Scopes: []string{"read:user_effective_permissions"},
			Query: schema.EffectivePermissions, Status: http.StatusOK, Handle: h.listEffectivePermissions,
		},
		{
			Method: "GET", Path: one + "/effective-permissions/sources/effective-roles", Scopes: []string{"read:user_permission_source_roles"},
			Query: schema.PermissionSources, Status: http.StatusOK, Handle: h.listSourceRoles,
		},
		{
			Method: "GET", Path: one + "/effective-roles", Scopes: []string{"read:user_effective_roles"},
			Query: schema.CheckpointPages, Status: http.StatusOK, Handle: h.listEffectiveRoles,
		},
	}
}

// Missing is the answer for a user that does not exist (facts: forms of errors).
func Missing() *endpoint.Error {
	return endpoint.NotFound("inexistent_user", "The user does not exist.")
}

// find refuses a user that does not exist.
func find(tx store.Reader, id string) (*store.User, error) {
	if user := tx.User(id); user != nil {
		return user, nil
	}
	return nil, Missing()
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	user, err := h.newUser(r.Body)
	if err != nil {
		return nil, err
	}
	return user.Properties, h.Store.Update(r.Context, func(tx store.Writer) error {
		// unknown: status, code and text of both refusals.
		if tx.User(user.ID) != nil || tx.UserByName(user.Email) != nil || tx.UserByName(user.Username) != nil {
			return endpoint.Conflict("user_conflict", "The user already exists.")
		}
		return tx.PutUser(user)
	})
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var user *store.User
	err := h.Store.View(r.Context, func(tx store.Reader) (err error) {
		user, err = find(tx, r.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return user.Properties, nil
}

// delete succeeds also when there is nothing to delete (recorded 2023).
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error { return tx.DeleteUser(r.ID) })
}

// change stores a changed copy of the user.
func (h handlers) change(r *endpoint.Request, change func(store.Writer, *store.User) error) error {
	return h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		user := *stored
		if err := change(tx, &user); err != nil {
			return err
		}
		return tx.PutUser(&user)
	})
}
