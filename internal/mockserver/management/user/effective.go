package user

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/permission"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The sources of effective permissions and roles. Only direct is documented (facts
// 9.3); the word for permissions that come from roles is unknown.
const (
	sourceDirect = "direct"
	sourceRole   = "role"
)

func (h handlers) listEffectivePermissions(r *endpoint.Request) (any, error) {
	api, _ := r.Query["resource_server_identifier"].(string)
	return h.page(r, func(tx store.Reader, user *store.User, p endpoint.Page) (any, error) {
		wanted := endpoint.Keep(effectiveOf(tx, user), func(each effective) bool { return each.permission.API == api })
		return endpoint.Paginate(endpoint.Selection[effective]{Items: wanted, ID: effectiveID}, p.Checkpoint(), "permissions", effectiveID,
			func(each effective) (any, error) {
				view := permission.Show(tx, each.permission)
				sources := []string{}
				if each.direct {
					sources = append(sources, sourceDirect)
				}
				if len(each.roles) > 0 {
					sources = append(sources, sourceRole)
				}
				view.Sources = sources
				return view, nil
			})
	})
}

// listSourceRoles lists the roles from which the user has a permission.
func (h handlers) listSourceRoles(r *endpoint.Request) (any, error) {
	api, _ := r.Query["resource_server_identifier"].(string)
	name, _ := r.Query["permission_name"].(string)
	wanted := store.Permission{API: api, Name: name}
	return h.effectiveRoles(r, func(role *store.Role) bool { return slices.Contains(role.Permissions, wanted) })
}

func (h handlers) listEffectiveRoles(r *endpoint.Request) (any, error) {
	return h.effectiveRoles(r, func(*store.Role) bool { return true })
}

func (h handlers) effectiveRoles(r *endpoint.Request, wanted func(*store.Role) bool) (any, error) {
	return h.page(r, func(tx store.Reader, user *store.User, p endpoint.Page) (any, error) {
		roles := endpoint.Keep(rolesOf(tx, user), wanted)
		return endpoint.Paginate(endpoint.Selection[*store.Role]{Items: roles, ID: roleID}, p.Checkpoint(), "roles", roleID,
			func(role *store.Role) (any, error) {
				view := show(role)
				view.Sources = []string{sourceDirect}
				return view, nil
			})
	})
}
