package property_test

import (
	"fmt"
	"slices"
	"strings"
)

// role is a role with permissions on scopes of one API: one resource for each, or one for
// all.
type role struct {
	label, name string
	api         *api
	set         bool
	permissions []permission
	// held reports that the last apply left a resource with all permissions in the state.
	held bool
	// foreign reports that another program assigned a permission.
	foreign bool
}

// permission has a label of its own: its address stays when the scope's changes.
type permission struct {
	label string
	scope *scope
}

// tidyRoles removes roles of APIs that are no longer declared, and permissions on such scopes.
func (w *world) tidyRoles() {
	w.roles = slices.DeleteFunc(w.roles, func(o *role) bool { return !slices.Contains(w.apis, o.api) })
	for _, o := range w.roles {
		o.permissions = slices.DeleteFunc(o.permissions, func(p permission) bool { return !slices.Contains(o.api.scopes, p.scope) })
	}
}

// apply takes away what a resource with all permissions does not declare.
func (o *role) apply() {
	holds := o.set && len(o.permissions) > 0
	o.foreign = o.foreign && !o.held && !holds
	o.held = holds
}

// hcl is the role and its permissions.
func (o *role) hcl() string {
	var text strings.Builder
	fmt.Fprintf(&text, "resource \"auth0api_role\" %q {\n  name = %q\n}\n", o.label, o.name)
	if o.set && len(o.permissions) > 0 {
		fmt.Fprintf(&text, "resource \"auth0api_role_permissions\" %q {\n  role_id = auth0api_role.%s.id\n", o.label, o.label)
	}
	for _, p := range o.permissions {
		if o.set {
			text.WriteString(o.api.permissionBlock(p.scope))
			continue
		}
		identifier, name := o.api.references(p.scope)
		fmt.Fprintf(&text, "resource \"auth0api_role_permission\" %q {\n  role_id = auth0api_role.%s.id\n  resource_server_identifier = %s\n  permission = %s\n}\n", p.label, o.label, identifier, name)
	}
	if o.set && len(o.permissions) > 0 {
		text.WriteString("}\n")
	}
	return text.String()
}

// references are the expressions for a scope: the API's identifier and the scope's name.
func (a *api) references(s *scope) (identifier, name string) {
	if a.set {
		return "auth0api_resource_server_scopes." + a.label + ".resource_server_identifier", fmt.Sprintf("%q", s.name)
	}
	return "auth0api_resource_server." + a.label + ".identifier", "auth0api_resource_server_scope." + s.label + ".scope"
}

// permissionBlock is the block of a permission in a list.
func (a *api) permissionBlock(s *scope) string {
	identifier, name := a.references(s)
	return fmt.Sprintf("  permissions {\n    resource_server_identifier = %s\n    name = %s\n  }\n", identifier, name)
}

// lines are the facts about the role.
func (o *role) lines() []string {
	lines := []string{"role " + o.name}
	for _, p := range o.permissions {
		lines = append(lines, permissionLine("role "+o.name, o.api.identifier, p.scope.name))
	}
	if o.foreign {
		lines = append(lines, permissionLine("role "+o.name, foreignAPI, foreignScope))
	}
	return lines
}

func permissionLine(holder, identifier, scope string) string {
	return fmt.Sprintf("%s has %s of API %s", holder, scope, identifier)
}

// roleFacts are what the tenant has, in the words of role.lines.
func (m tenant) roleFacts() []string {
	var lines []string
	for _, each := range m.List("roles") {
		name := text(each["name"])
		if name == foreignRole {
			continue
		}
		lines = append(lines, "role "+name)
		for _, p := range m.permissionsOf(rolePermissionsPath(text(each["id"]))) {
			lines = append(lines, permissionLine("role "+name, text(p["resource_server_identifier"]), text(p["permission_name"])))
		}
	}
	return lines
}

func rolePermissionsPath(id string) string { return "/roles/" + id + "/permissions" }

// roleID finds a role; "" where the tenant does not have it.
func (m tenant) roleID(o *role) string {
	for _, each := range m.List("roles") {
		if each["name"] == o.name {
			return text(each["id"])
		}
	}
	return ""
}

func (r *round) addRole() string {
	a, ok := one(r, r.apis)
	if !ok || len(r.roles) == 3 {
		return ""
	}
	label := r.label("role")
	o := &role{label: label, name: label, api: a, set: r.dice.IntN(2) == 0}
	for _, s := range a.scopes {
		if r.dice.IntN(2) == 0 {
			o.permissions = append(o.permissions, permission{r.label("permission"), s})
		}
	}
	r.roles = append(r.roles, o)
	return fmt.Sprintf("add role %s with %d permissions on %s (a set: %v)", o.label, len(o.permissions), a.label, o.set)
}

// changeRole adds a permission, or removes one. Once in a round for each scope: another
// permission on the same scope would be created before the first is destroyed.
func (r *round) changeRole() string {
	o, _ := one(r, r.roles)
	if o == nil {
		return ""
	}
	s, ok := one(r, o.api.scopes)
	if !ok || r.parted[o.label+" "+s.label] || o.set && o.foreign && !o.held { // the create would report the foreign one
		return ""
	}
	r.parted[o.label+" "+s.label] = true
	before := len(o.permissions)
	o.permissions = slices.DeleteFunc(o.permissions, func(p permission) bool { return p.scope == s })
	if len(o.permissions) < before {
		return fmt.Sprintf("take %s from role %s", s.name, o.label)
	}
	o.permissions = append(o.permissions, permission{r.label("permission"), s})
	return fmt.Sprintf("give %s to role %s", s.name, o.label)
}

// driftRole deletes a role, takes all permissions from it, or gives it a foreign one.
func (r *round) driftRole() string {
	o, _ := one(r, r.roles)
	if o == nil {
		return ""
	}
	id := r.tenant.roleID(o)
	if id == "" {
		return ""
	}
	switch r.dice.IntN(3) {
	case 0:
		r.tenant.Delete("roles", id)
		o.foreign = false
		return "another program deletes role " + o.name
	case 1:
		if r.tenant.removePermissions(rolePermissionsPath(id)) {
			o.foreign = false
			return "another program empties role " + o.name
		}
	default:
		if o.set && !o.held && len(o.permissions) > 0 { // the create would report the foreign one
			return ""
		}
		r.tenant.addForeignPermission(rolePermissionsPath(id))
		o.foreign = true
		return "another program gives a permission to role " + o.name
	}
	return ""
}

func (r *round) removeRole() string {
	o, _ := one(r, r.roles)
	if o == nil {
		return ""
	}
	r.roles = slices.DeleteFunc(r.roles, func(each *role) bool { return each == o })
	return "remove role " + o.label
}
