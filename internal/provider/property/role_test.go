package property_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// role is a role with permissions on scopes of one API: one resource for each, or one for
// all.
type role struct {
	label       string
	api         *api
	set         bool
	permissions []permission
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

// hcl is the role and its permissions.
func (o *role) hcl() string {
	var text strings.Builder
	fmt.Fprintf(&text, "resource \"auth0api_role\" %q {\n  name = %q\n}\n", o.label, o.label)
	if o.set && len(o.permissions) > 0 {
		fmt.Fprintf(&text, "resource \"auth0api_role_permissions\" %q {\n  role_id = auth0api_role.%s.id\n", o.label, o.label)
	}
	for _, p := range o.permissions {
		identifier, name := "auth0api_resource_server."+o.api.label+".identifier", "auth0api_resource_server_scope."+p.scope.label+".scope"
		if o.api.set {
			identifier, name = "auth0api_resource_server_scopes."+o.api.label+".resource_server_identifier", fmt.Sprintf("%q", p.scope.name)
		}
		if o.set {
			fmt.Fprintf(&text, "  permissions {\n    resource_server_identifier = %s\n    name = %s\n  }\n", identifier, name)
			continue
		}
		fmt.Fprintf(&text, "resource \"auth0api_role_permission\" %q {\n  role_id = auth0api_role.%s.id\n  resource_server_identifier = %s\n  permission = %s\n}\n", p.label, o.label, identifier, name)
	}
	if o.set && len(o.permissions) > 0 {
		text.WriteString("}\n")
	}
	return text.String()
}

// lines are the facts about the role.
func (o *role) lines() []string {
	lines := []string{"role " + o.label}
	for _, p := range o.permissions {
		lines = append(lines, permissionLine(o.label, o.api.identifier, p.scope.name))
	}
	return lines
}

func permissionLine(role, identifier, scope string) string {
	return fmt.Sprintf("role %s has %s of API %s", role, scope, identifier)
}

// roleFacts are what the tenant has, in the words of role.lines.
func (m tenant) roleFacts() []string {
	var lines []string
	for _, each := range m.List("roles") {
		lines = append(lines, "role "+text(each["name"]))
		var permissions []acctest.Object
		m.API(http.MethodGet, "/roles/"+text(each["id"])+"/permissions?per_page=100", nil, &permissions)
		for _, p := range permissions {
			lines = append(lines, permissionLine(text(each["name"]), text(p["resource_server_identifier"]), text(p["permission_name"])))
		}
	}
	return lines
}

func (r *round) addRole() string {
	a, ok := one(r, r.apis)
	if !ok || len(r.roles) == 3 {
		return ""
	}
	o := &role{label: r.label("role"), api: a, set: r.dice.IntN(2) == 0}
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
	if !ok || r.parted[o.label+" "+s.label] {
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

// driftRole takes all permissions from a role, or deletes it.
func (r *round) driftRole() string {
	o, _ := one(r, r.roles)
	if o == nil {
		return ""
	}
	for _, each := range r.tenant.List("roles") {
		if text(each["name"]) != o.label {
			continue
		}
		path := "/roles/" + text(each["id"])
		if r.dice.IntN(2) == 0 {
			r.tenant.API(http.MethodDelete, path, nil, nil)
			return "another program deletes role " + o.label
		}
		var permissions, list []acctest.Object
		r.tenant.API(http.MethodGet, path+"/permissions?per_page=100", nil, &permissions)
		for _, p := range permissions {
			list = append(list, acctest.Object{"resource_server_identifier": p["resource_server_identifier"], "permission_name": p["permission_name"]})
		}
		if len(list) > 0 {
			r.tenant.API(http.MethodDelete, path+"/permissions", acctest.Object{"permissions": list}, nil)
			return "another program empties role " + o.label
		}
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
