package user

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/permission"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// source is where a user has a permission from, as GET /users/{id}/permissions says.
type source struct {
	ID   string `json:"source_id"`
	Name string `json:"source_name"`
	Type string `json:"source_type"`
}

// effective is a permission of a user, with all of its sources: directly, or by roles.
type effective struct {
	permission store.Permission
	direct     bool
	roles      []*store.Role
}

// EffectivePermissions returns the union of what is assigned to the user and to the
// user's roles (facts 9.4), sorted.
func EffectivePermissions(tx store.Reader, user *store.User) []store.Permission {
	var all []store.Permission
	for _, each := range effectiveOf(tx, user) {
		all = append(all, each.permission)
	}
	return all
}

func effectiveOf(tx store.Reader, user *store.User) []effective {
	byPermission := map[store.Permission]*effective{}
	get := func(each store.Permission) *effective {
		if byPermission[each] == nil {
			byPermission[each] = &effective{permission: each}
		}
		return byPermission[each]
	}
	for _, each := range user.Permissions {
		get(each).direct = true
	}
	for _, role := range rolesOf(tx, user) {
		for _, each := range role.Permissions {
			found := get(each)
			found.roles = append(found.roles, role)
		}
	}
	all := make([]effective, 0, len(byPermission))
	for _, each := range byPermission {
		all = append(all, *each)
	}
	slices.SortFunc(all, func(a, b effective) int { return a.permission.Compare(b.permission) })
	return all
}

func effectiveID(each effective) string { return permission.ID(each.permission) }

// listPermissions also lists the permissions that the user has by roles. Recordings
// have only direct ones; the rest is inferred (facts 9.3).
func (h handlers) listPermissions(r *endpoint.Request) (any, error) {
	return h.page(r, func(tx store.Reader, user *store.User, p endpoint.Page) (any, error) {
		return endpoint.Paginate(endpoint.Selection[effective]{Items: effectiveOf(tx, user), ID: effectiveID}, p, "permissions", effectiveID,
			func(each effective) (any, error) {
				view := permission.Show(tx, each.permission)
				sources := []source{}
				if each.direct {
					sources = append(sources, source{Type: "DIRECT"})
				}
				for _, role := range each.roles {
					sources = append(sources, source{ID: role.ID, Name: role.Name, Type: "ROLE"})
				}
				view.Sources = sources
				return view, nil
			})
	})
}

func (h handlers) addPermissions(r *endpoint.Request) (any, error) {
	return struct{}{}, h.change(r, func(tx store.Writer, user *store.User) (err error) {
		user.Permissions, err = permission.Added(tx, user.Permissions, permission.Sent(r.Body))
		return err
	})
}

func (h handlers) removePermissions(r *endpoint.Request) (any, error) {
	return nil, h.change(r, func(_ store.Writer, user *store.User) error {
		user.Permissions = permission.Removed(user.Permissions, permission.Sent(r.Body))
		return nil
	})
}

// page answers a page about the user that the path names.
func (h handlers) page(r *endpoint.Request, list func(store.Reader, *store.User, endpoint.Page) (any, error)) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		user, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		answer, err = list(tx, user, p)
		return err
	})
	return answer, err
}
