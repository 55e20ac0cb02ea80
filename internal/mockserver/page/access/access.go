// Package access describes users, roles and permissions for the views of the page: who may do
// what, and through what.
package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Link is the name of an object with the path of its view.
type Link struct{ Name, Path string }

// User is a row of the list of users.
type User struct {
	ID   string
	Name Link
	// Roles are those of the user, by name.
	Roles []Link
	// Direct is the number of permissions that are assigned to the user directly.
	Direct int
}

// Role is a row of the list of roles.
type Role struct {
	ID, Description    string
	Name               Link
	Permissions, Users int
}

// Permission is a scope of an API that a user or a role has.
type Permission struct {
	// User is set in the view of an API.
	User Link
	API  Link
	// Scope is the name of the permission.
	Scope string
	// Direct says that it is assigned to the user directly, and Roles through which roles the
	// user has it.
	Direct bool
	Roles  []Link
}

// Through returns in words where a user's permission comes from.
func (p Permission) Through() string {
	var through []string
	if p.Direct {
		through = append(through, "direct")
	}
	for _, role := range p.Roles {
		through = append(through, role.Name)
	}
	return strings.Join(through, ", ")
}

// Users returns all declared users.
func Users(tenant store.Reader) []User {
	var rows []User
	for _, user := range tenant.Users().All() {
		rows = append(rows, User{ID: user.ID, Name: userLink(user), Roles: rolesOf(tenant, user), Direct: len(user.Permissions)})
	}
	return rows
}

func userLink(user *store.User) Link {
	return Link{cmp.Or(user.Email, user.Username, user.ID), paths.User(user.ID)}
}

func rolesOf(tenant store.Reader, user *store.User) []Link {
	var links []Link
	for _, id := range user.Roles {
		if role := tenant.Role(id); role != nil {
			links = append(links, Link{role.Name, paths.Role(id)})
		}
	}
	slices.SortFunc(links, byName)
	return links
}

func byName(a, b Link) int { return cmp.Compare(a.Name, b.Name) }

// Roles returns all roles.
func Roles(tenant store.Reader) []Role {
	users := map[string]int{}
	for _, user := range tenant.Users().All() {
		for _, id := range user.Roles {
			users[id]++
		}
	}
	var rows []Role
	for _, role := range tenant.Roles().All() {
		row := Role{ID: role.ID, Name: Link{role.Name, paths.Role(role.ID)}, Permissions: len(role.Permissions), Users: users[role.ID]}
		if role.Description != nil {
			row.Description = *role.Description
		}
		rows = append(rows, row)
	}
	return rows
}

// UserPermissions returns what a user may do: directly, and through roles.
func UserPermissions(tenant store.Reader, user *store.User) []Permission {
	held := map[store.Permission]*Permission{}
	entry := func(of store.Permission) *Permission {
		if held[of] == nil {
			held[of] = &Permission{User: userLink(user), API: apiLink(tenant, of.API), Scope: of.Name}
		}
		return held[of]
	}
	for _, each := range user.Permissions {
		entry(each).Direct = true
	}
	for _, id := range user.Roles {
		role := tenant.Role(id)
		if role == nil {
			continue
		}
		for _, each := range role.Permissions {
			e := entry(each)
			e.Roles = append(e.Roles, Link{role.Name, paths.Role(id)})
		}
	}
	var all []Permission
	for _, permission := range held {
		slices.SortFunc(permission.Roles, byName)
		all = append(all, *permission)
	}
	slices.SortFunc(all, func(a, b Permission) int { return cmp.Or(byName(a.API, b.API), cmp.Compare(a.Scope, b.Scope)) })
	return all
}

func apiLink(tenant store.Reader, identifier string) Link {
	api := tenant.ResourceServerByIdentifier(identifier)
	if api == nil {
		return Link{Name: identifier}
	}
	return Link{cmp.Or(api.Name, identifier), paths.API(api.ID)}
}

// RolePermissions returns what a role permits.
func RolePermissions(tenant store.Reader, role *store.Role) []Permission {
	var all []Permission
	for _, each := range role.Permissions {
		all = append(all, Permission{API: apiLink(tenant, each.API), Scope: each.Name})
	}
	return all
}

// RoleUsers returns the users of a role, by name.
func RoleUsers(tenant store.Reader, role *store.Role) []Link {
	var links []Link
	for _, user := range tenant.Users().All() {
		if slices.Contains(user.Roles, role.ID) {
			links = append(links, userLink(user))
		}
	}
	slices.SortFunc(links, byName)
	return links
}

// OnAPI returns who may do what on an API.
func OnAPI(tenant store.Reader, api *store.ResourceServer) []Permission {
	var all []Permission
	for _, user := range tenant.Users().All() {
		for _, permission := range UserPermissions(tenant, user) {
			if permission.API.Path == paths.API(api.ID) {
				all = append(all, permission)
			}
		}
	}
	return all
}
