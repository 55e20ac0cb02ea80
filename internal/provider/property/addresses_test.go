package property_test

import (
	"fmt"
	"strings"
)

// resource is a resource that the configuration declares.
type resource struct {
	// kind is its type without the provider's name.
	kind string
	// label is where the model has its label. Resources that share one move together.
	label *string
	// id returns the ID that it is imported by; "" where it cannot be found.
	id func() string
	// replaced records that the resource is replaced.
	replaced func()
}

func (e resource) address() string { return "auth0api_" + e.kind + "." + *e.label }

// resources are all resources that the configuration declares.
func (r *round) resources() []resource {
	none := func() {}
	is := func(id string) func() string { return func() string { return id } }
	var all []resource
	for _, a := range r.apis {
		all = append(all, resource{"resource_server", &a.label, is(a.identifier), a.removed})
		if a.set && len(a.scopes) > 0 {
			all = append(all, resource{"resource_server_scopes", &a.label, is(a.identifier), none})
		}
		for _, s := range a.scopes {
			if !a.set {
				all = append(all, resource{"resource_server_scope", &s.label, is(a.identifier + "::" + s.name), none})
			}
		}
	}
	for _, c := range r.clients {
		all = append(all, resource{"client", &c.label, func() string { return r.tenant.clientID(c) }, c.removed})
	}
	for _, g := range r.grants {
		all = append(all, resource{"client_grant", &g.label, func() string { return r.tenant.grantID(g) }, none})
	}
	for _, o := range r.roles {
		all = append(all, r.resourcesOf(o)...)
	}
	for _, u := range r.users {
		if u.heldRoles {
			all = append(all, resource{"user_roles", &u.rolesLabel, is(u.id), none})
		}
		if u.heldPermissions {
			all = append(all, resource{"user_permissions", &u.permissionsLabel, is(u.id), none})
		}
	}
	for _, a := range r.associations {
		all = append(all, resource{"organization_client_grant", &a.label, func() string {
			return join(a.organization.id, r.tenant.grantID(a.grant))
		}, none})
	}
	return all
}

// resourcesOf are a role and its permissions.
func (r *round) resourcesOf(o *role) []resource {
	id := func() string { return r.tenant.roleID(o) }
	all := []resource{{"role", &o.label, id, func() { o.foreign, o.held = false, false }}}
	if o.held {
		all = append(all, resource{"role_permissions", &o.label, id, func() {}})
	}
	for i := range o.permissions {
		if p := &o.permissions[i]; !o.set {
			all = append(all, resource{"role_permission", &p.label, func() string { return join(id(), o.api.identifier, p.scope.name) }, func() {}})
		}
	}
	return all
}

// join is an import ID of several parts; "" where one of them is missing.
func join(parts ...string) string {
	for _, part := range parts {
		if part == "" {
			return ""
		}
	}
	return strings.Join(parts, "::")
}

// blocks adds what only the next apply sees.
func (r *round) blocks(format string, args ...any) {
	r.once = append(r.once, fmt.Sprintf(format, args...))
}

func (r *round) move() string {
	all := r.resources()
	drawn, ok := one(r, all)
	if !ok {
		return ""
	}
	before, after := *drawn.label, r.label("moved")
	for _, each := range all {
		if each.label == drawn.label {
			r.blocks("moved {\n  from = auth0api_%[1]s.%[2]s\n  to = auth0api_%[1]s.%[3]s\n}\n", each.kind, before, after)
		}
	}
	*drawn.label = after
	return fmt.Sprintf("move %s %s to %s", drawn.kind, before, after)
}

func (r *round) taint() string {
	drawn, ok := one(r, r.resources())
	if !ok {
		return ""
	}
	r.cli.Must("taint", drawn.address())
	drawn.replaced()
	return "taint " + drawn.address()
}

func (r *round) importAgain() string {
	drawn, ok := one(r, r.resources())
	if !ok {
		return ""
	}
	address, id := drawn.address(), drawn.id()
	if id == "" {
		return ""
	}
	r.cli.Must("state", "rm", address)
	r.blocks("import {\n  to = %s\n  id = %q\n}\n", address, id)
	for _, o := range r.clients { // what was written before is not known any more
		if address == "auth0api_client."+o.label {
			o.given = map[string]bool{}
		}
	}
	for _, a := range r.apis {
		if address == "auth0api_resource_server."+a.label {
			a.given = map[string]bool{}
		}
	}
	return fmt.Sprintf("forget and import %s by %s", address, id)
}
