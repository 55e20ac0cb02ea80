package seed

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/permission"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/role"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// without returns the properties except for some.
func without(properties map[string]any, names ...string) map[string]any {
	sent := maps.Clone(properties)
	for _, name := range names {
		delete(sent, name)
	}
	return sent
}

func (a applying) role(o object) error {
	name, id := o.text("name"), o.text("id")
	stored := a.tx.RoleByName(name)
	switch {
	case stored != nil && id != "" && stored.ID != id:
		a.report(o.path+"/id", "the tenant has the role %q already, with the ID %s; remove id, or use that", name, stored.ID)
		return nil
	case stored == nil && id != "" && a.tx.Role(id) != nil:
		a.report(o.path+"/id", "the tenant's role %q has this ID; choose another, or remove id", a.tx.Role(id).Name)
		return nil
	}
	before := stored
	if stored == nil {
		if a.tx.Roles().Len() >= role.Max {
			a.report(o.path+"/name", "the tenant has %d roles already; at most %d are allowed", a.tx.Roles().Len(), role.Max)
			return nil
		}
		stored = &store.Role{ID: id, Type: "tenant"}
		if id == "" {
			var err error
			if stored.ID, err = endpoint.NewRoleID(a.Random); err != nil {
				return err
			}
		}
	}
	changed, err := endpoint.Merged(stored, without(o.properties, "id", "permissions"))
	if err != nil {
		return err
	}
	if changed.Permissions, err = a.permissions(o, stored.Permissions); err != nil || reflect.DeepEqual(before, changed) {
		return err
	}
	return a.tx.PutRole(changed)
}

// permissions adds those of a role or a user to what it has.
func (a applying) permissions(o object, held []store.Permission) ([]store.Permission, error) {
	var sent []store.Permission
	for _, each := range objects(o.properties, o.path, "permissions") {
		identifier, name := each.text("resource_server_identifier"), each.text("permission_name")
		api := a.tx.ResourceServerByIdentifier(identifier)
		switch {
		case api == nil:
			a.report(each.path+"/resource_server_identifier", "the tenant has no API %q yet; declare it under resource_servers, or let Terraform assign the permission after it created the API", identifier)
		case !slices.ContainsFunc(api.Scopes, func(scope store.Scope) bool { return scope.Value == name }):
			a.report(each.path+"/permission_name", "the API %s has no scope %q; it has: %s", identifier, name, scopesOf(api))
		default:
			sent = append(sent, store.Permission{API: identifier, Name: name})
		}
	}
	if len(sent) == 0 {
		return held, nil
	}
	added := slices.DeleteFunc(slices.Clone(sent), func(each store.Permission) bool { return slices.Contains(held, each) })
	if count := len(held) + len(added); count > permission.Max {
		a.report(o.path+"/permissions", "there would be %d permissions, with those of the tenant; at most %d are allowed", count, permission.Max)
		return held, nil
	}
	return permission.Added(a.tx, held, sent)
}

func scopesOf(api *store.ResourceServer) string {
	if len(api.Scopes) == 0 {
		return "none"
	}
	values := make([]string, len(api.Scopes))
	for i, scope := range api.Scopes {
		values[i] = scope.Value
	}
	slices.Sort(values)
	return strings.Join(values, ", ")
}

func (a applying) user(o object) error {
	id := o.text("user_id")
	for _, name := range []string{"email", "username"} {
		if other := a.tx.UserByName(o.text(name)); other != nil && other.ID != id {
			a.report(o.path+"/"+name, "the tenant's user %s has this %s already; choose another", other.ID, name)
			return nil
		}
	}
	sent := without(o.properties, "roles", "permissions")
	sent["user_id"] = strings.TrimPrefix(id, user.SubjectPrefix)
	stored := a.tx.User(id)
	var changed *store.User
	var err error
	if stored == nil {
		changed, err = user.New(a.Random, a.Now, sent)
	} else {
		changed, err = user.Changed(stored, a.Now, without(sent, "user_id"))
	}
	if err != nil {
		return err
	}
	roles := slices.Clone(changed.Roles)
	for _, each := range a.rolesOf(o) {
		switch named := a.tx.RoleByName(each.name); {
		case named == nil:
			a.report(each.path, "there is no role %q; declare it under roles", each.name)
		case !slices.Contains(roles, named.ID):
			roles = append(roles, named.ID)
		}
	}
	if len(roles) > user.MaxRoles {
		a.report(o.path+"/roles", "the user would have %d roles, with those of the tenant; at most %d are allowed", len(roles), user.MaxRoles)
	}
	changed.Roles = roles
	if changed.Permissions, err = a.permissions(o, changed.Permissions); err != nil || reflect.DeepEqual(stored, changed) {
		return err
	}
	return a.tx.PutUser(changed)
}

// roleName is the name of a role of a user, with its JSON pointer.
type roleName struct{ path, name string }

func (s *Seed) rolesOf(user object) []roleName {
	list, _ := user.properties["roles"].([]any)
	names := make([]roleName, len(list))
	for i, each := range list {
		names[i].path = user.path + "/roles/" + strconv.Itoa(i)
		names[i].name, _ = each.(string)
	}
	return names
}
