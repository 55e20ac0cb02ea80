package role

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (h handlers) list(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	name, _ := r.Query["name_filter"].(string)
	kind, filtered := r.Query["type"].(string)
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		wanted := endpoint.Keep(tx.Roles().All(), func(role *store.Role) bool {
			// In the documented example "adm" finds "Admin".
			return strings.Contains(strings.ToLower(role.Name), strings.ToLower(name)) && (!filtered || role.Type == kind)
		})
		answer, err = endpoint.Paginate(endpoint.Selection[*store.Role]{Items: wanted, ID: roleID}, p, "roles", roleID,
			func(role *store.Role) (any, error) { return show(role), nil })
		return err
	})
	return answer, err
}

func roleID(role *store.Role) string { return role.ID }
