package property_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// user is a user of the tenant, which Terraform does not manage. One resource declares
// all roles of the user, another one all direct permissions.
type user struct {
	id                           string
	rolesLabel, permissionsLabel string

	roles       []*role
	permissions []userPermission
	// heldRoles and heldPermissions report that the last apply left the resource in the
	// state: it owns the list then.
	heldRoles, heldPermissions bool
	// foreignRole and foreignPermission report that another program assigned one.
	foreignRole, foreignPermission bool
}

// userPermission is a permission on a scope of any API.
type userPermission struct {
	api   *api
	scope *scope
}

func newUser(id string) *user {
	name := id[strings.Index(id, "|")+1:]
	return &user{id: id, rolesLabel: name, permissionsLabel: name}
}

// tidyUsers removes roles that are no longer declared, and permissions on such scopes.
func (w *world) tidyUsers() {
	for _, u := range w.users {
		u.roles = slices.DeleteFunc(u.roles, func(o *role) bool { return !slices.Contains(w.roles, o) })
		u.permissions = slices.DeleteFunc(u.permissions, func(p userPermission) bool {
			return !slices.Contains(w.apis, p.api) || !slices.Contains(p.api.scopes, p.scope)
		})
	}
}

// apply takes away what the resources do not declare.
func (u *user) apply() {
	u.foreignRole = u.foreignRole && !u.heldRoles && len(u.roles) == 0
	u.foreignPermission = u.foreignPermission && !u.heldPermissions && len(u.permissions) == 0
	u.heldRoles, u.heldPermissions = len(u.roles) > 0, len(u.permissions) > 0
}

// hcl is the roles and the permissions of the user.
func (u *user) hcl() string {
	var text strings.Builder
	if len(u.roles) > 0 {
		ids := make([]string, len(u.roles))
		for i, o := range u.roles {
			ids[i] = "auth0api_role." + o.label + ".id"
		}
		fmt.Fprintf(&text, "resource \"auth0api_user_roles\" %q {\n  user_id = %q\n  roles = [%s]\n}\n", u.rolesLabel, u.id, strings.Join(ids, ", "))
	}
	if len(u.permissions) > 0 {
		fmt.Fprintf(&text, "resource \"auth0api_user_permissions\" %q {\n  user_id = %q\n", u.permissionsLabel, u.id)
		for _, p := range u.permissions {
			text.WriteString(p.api.permissionBlock(p.scope))
		}
		text.WriteString("}\n")
	}
	return text.String()
}

// lines are the facts about the user.
func (u *user) lines() []string {
	var lines []string
	for _, o := range u.roles {
		lines = append(lines, userRoleLine(u.id, o.name))
	}
	for _, p := range u.permissions {
		lines = append(lines, permissionLine("user "+u.id, p.api.identifier, p.scope.name))
	}
	if u.foreignRole {
		lines = append(lines, userRoleLine(u.id, foreignRole))
	}
	if u.foreignPermission {
		lines = append(lines, permissionLine("user "+u.id, foreignAPI, foreignScope))
	}
	return lines
}

func userRoleLine(user, role string) string { return fmt.Sprintf("user %s has role %s", user, role) }

func userPath(id, member string) string {
	return "/users/" + url.PathEscape(id) + "/" + member
}

// userFacts are what the tenant has, in the words of user.lines.
func (m tenant) userFacts() []string {
	var lines []string
	for _, id := range userIDs() {
		for _, o := range m.rolesOf(id) {
			lines = append(lines, userRoleLine(id, text(o["name"])))
		}
		for _, p := range m.permissionsOf(userPath(id, "permissions")) {
			lines = append(lines, permissionLine("user "+id, text(p["resource_server_identifier"]), text(p["permission_name"])))
		}
	}
	return lines
}

func (m tenant) rolesOf(user string) (roles []acctest.Object) {
	m.API(http.MethodGet, userPath(user, "roles"), nil, &roles)
	return roles
}

// changeUserRoles gives the user a role, or takes it away.
func (r *round) changeUserRoles() string {
	u, _ := one(r, r.users)
	o, _ := one(r, r.roles)
	if o == nil || u.foreignRole && !u.heldRoles { // the create would report the foreign role
		return ""
	}
	if i := slices.Index(u.roles, o); i >= 0 {
		u.roles = slices.Delete(u.roles, i, i+1)
		return fmt.Sprintf("take role %s from user %s", o.name, u.id)
	}
	u.roles = append(u.roles, o)
	return fmt.Sprintf("give role %s to user %s", o.name, u.id)
}

// changeUserPermissions gives the user a direct permission, or takes it away.
func (r *round) changeUserPermissions() string {
	u, _ := one(r, r.users)
	a, s, ok := r.scoped()
	if !ok || u.foreignPermission && !u.heldPermissions { // the create would report the foreign one
		return ""
	}
	p := userPermission{a, s}
	if i := slices.Index(u.permissions, p); i >= 0 {
		u.permissions = slices.Delete(u.permissions, i, i+1)
		return fmt.Sprintf("take %s from user %s", s.name, u.id)
	}
	u.permissions = append(u.permissions, p)
	return fmt.Sprintf("give %s to user %s", s.name, u.id)
}

// driftUserRoles takes all roles from a user, or gives the user a foreign one.
func (r *round) driftUserRoles() string {
	u, _ := one(r, r.users)
	path := userPath(u.id, "roles")
	if r.dice.IntN(2) == 0 {
		if !u.heldRoles && len(u.roles) > 0 { // the create would report the foreign role
			return ""
		}
		r.tenant.API(http.MethodPost, path, acctest.Object{"roles": []string{r.foreign.role}}, nil)
		u.foreignRole = true
		return "another program gives a role to user " + u.id
	}
	var ids []string
	for _, o := range r.tenant.rolesOf(u.id) {
		ids = append(ids, text(o["id"]))
	}
	if len(ids) == 0 {
		return ""
	}
	r.tenant.API(http.MethodDelete, path, acctest.Object{"roles": ids}, nil)
	u.foreignRole = false
	return "another program takes all roles from user " + u.id
}

// driftUserPermissions takes all permissions from a user, or gives the user a foreign one.
func (r *round) driftUserPermissions() string {
	u, _ := one(r, r.users)
	path := userPath(u.id, "permissions")
	if r.dice.IntN(2) == 0 {
		if !u.heldPermissions && len(u.permissions) > 0 { // the create would report the foreign one
			return ""
		}
		r.tenant.addForeignPermission(path)
		u.foreignPermission = true
		return "another program gives a permission to user " + u.id
	}
	if !r.tenant.removePermissions(path) {
		return ""
	}
	u.foreignPermission = false
	return "another program takes all permissions from user " + u.id
}
