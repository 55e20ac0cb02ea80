package page

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/list"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// accessRoutes adds the routes of users and roles.
func (p *page) accessRoutes(get func(path string, handler http.HandlerFunc)) {
	get(paths.Prefix+"users", p.users)
	get(paths.Prefix+"users/{id}", p.user)
	get(paths.Prefix+"roles", p.roles)
	get(paths.Prefix+"roles/{id}", p.role)
}

// accessList is one page of a list of users, roles or permissions.
type accessList[T any] struct {
	List list.Listing
	Rows []T
	// Enforced says that the API of a list of permissions enforces policies.
	Enforced bool
}

func (p *page) users(w http.ResponseWriter, r *http.Request) {
	var rows []access.User
	if !p.read(w, r, func(tenant store.Reader) { rows = access.Users(tenant) }) {
		return
	}
	columns := []list.Column[access.User]{
		list.ByText("name", "Name", func(u access.User) string { return u.Name.Name }),
		list.ByText("id", "User ID", func(u access.User) string { return u.ID }),
		list.ByNumber("roles", "Roles", func(u access.User) int { return len(u.Roles) }),
		list.ByNumber("direct", "Direct permissions", func(u access.User) int { return u.Direct }),
	}
	var body accessList[access.User]
	body.Rows, body.List = list.Of(r, rows, columns, func(u access.User) []string {
		texts := []string{u.Name.Name, u.ID}
		for _, role := range u.Roles {
			texts = append(texts, role.Name)
		}
		return texts
	})
	p.render(w, r, http.StatusOK, shown{View: viewUsers, Title: "Users", Body: body})
}

func (p *page) roles(w http.ResponseWriter, r *http.Request) {
	var rows []access.Role
	if !p.read(w, r, func(tenant store.Reader) { rows = access.Roles(tenant) }) {
		return
	}
	columns := []list.Column[access.Role]{
		list.ByText("name", "Name", func(role access.Role) string { return role.Name.Name }),
		list.ByText("description", "Description", func(role access.Role) string { return role.Description }),
		list.ByNumber("permissions", "Permissions", func(role access.Role) int { return role.Permissions }),
		list.ByNumber("users", "Users", func(role access.Role) int { return role.Users }),
	}
	var body accessList[access.Role]
	body.Rows, body.List = list.Of(r, rows, columns, func(role access.Role) []string { return []string{role.Name.Name, role.Description, role.ID} })
	p.render(w, r, http.StatusOK, shown{View: viewRoles, Title: "Roles", Body: body})
}

// accessView is the view of one user or role.
type accessView struct {
	ID, Description string
	// Links are the roles of a user, or the users of a role.
	Links       []access.Link
	Permissions []access.Permission
}

func (p *page) user(w http.ResponseWriter, r *http.Request) {
	var title string
	var body accessView
	if !p.read(w, r, func(tenant store.Reader) {
		if user := tenant.User(r.PathValue("id")); user != nil {
			for _, row := range access.Users(tenant) {
				if row.ID == user.ID {
					title, body = row.Name.Name, accessView{ID: user.ID, Links: row.Roles, Permissions: access.UserPermissions(tenant, user)}
				}
			}
		}
	}) {
		return
	}
	if title == "" {
		p.fail(w, r, http.StatusNotFound, "The tenant has no user with this ID; it may have been deleted.")
		return
	}
	p.render(w, r, http.StatusOK, shown{View: viewUser, Title: title, Section: viewUsers, Body: body})
}

func (p *page) role(w http.ResponseWriter, r *http.Request) {
	var title string
	var body accessView
	if !p.read(w, r, func(tenant store.Reader) {
		if role := tenant.Role(r.PathValue("id")); role != nil {
			title, body = role.Name, accessView{ID: role.ID, Links: access.RoleUsers(tenant, role), Permissions: access.RolePermissions(tenant, role)}
			if role.Description != nil {
				body.Description = *role.Description
			}
		}
	}) {
		return
	}
	if title == "" {
		p.fail(w, r, http.StatusNotFound, "The tenant has no role with this ID; it may have been deleted.")
		return
	}
	p.render(w, r, http.StatusOK, shown{View: viewRole, Title: title, Section: viewRoles, Body: body})
}

// permissionsViewOf is the view of who may do what on an API.
func permissionsViewOf(r *http.Request, tenant store.Reader, api *store.ResourceServer) accessList[access.Permission] {
	columns := []list.Column[access.Permission]{
		list.ByText("user", "User", func(permission access.Permission) string { return permission.User.Name }),
		list.ByText("permission", "Permission", func(permission access.Permission) string { return permission.Scope }),
		list.ByText("through", "Through", access.Permission.Through),
	}
	body := accessList[access.Permission]{Enforced: api.EnforcePolicies != nil && *api.EnforcePolicies}
	body.Rows, body.List = list.Of(r, access.OnAPI(tenant, api), columns, func(permission access.Permission) []string {
		return []string{permission.User.Name, permission.Scope, permission.Through()}
	})
	return body
}

// read reads from the tenant. If that fails, it answers the request and returns false.
func (p *page) read(w http.ResponseWriter, r *http.Request, read func(store.Reader)) bool {
	err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		read(tenant)
		return nil
	})
	if err != nil {
		p.failed(w, r, err)
	}
	return err == nil
}
