package role

import (
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/permission"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (h handlers) listPermissions(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		role, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		answer, err = endpoint.Paginate(endpoint.Selection[store.Permission]{Items: role.Permissions, ID: permission.ID}, p, "permissions",
			permission.ID, func(each store.Permission) (any, error) { return permission.Show(tx, each), nil })
		return err
	})
	return answer, err
}

func (h handlers) addPermissions(r *endpoint.Request) (any, error) {
	return struct{}{}, h.change(r, func(tx store.Writer, role *store.Role) (err error) {
		role.Permissions, err = permission.Added(tx, role.Permissions, permission.Sent(r.Body))
		return err
	})
}

func (h handlers) removePermissions(r *endpoint.Request) (any, error) {
	return nil, h.change(r, func(_ store.Writer, role *store.Role) error {
		role.Permissions = permission.Removed(role.Permissions, permission.Sent(r.Body))
		return nil
	})
}

// change stores a changed copy of the role.
func (h handlers) change(r *endpoint.Request, change func(store.Writer, *store.Role) error) error {
	return h.Store.Update(r.Context, func(tx store.Writer) error {
		stored, err := find(tx, r.ID)
		if err != nil {
			return err
		}
		role := *stored
		if err := change(tx, &role); err != nil {
			return err
		}
		return tx.PutRole(&role)
	})
}
