package role

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/user"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// listUsers ignores include_totals where take pages by checkpoint (recorded 2024).
func (h handlers) listUsers(r *endpoint.Request) (any, error) {
	p, err := endpoint.PageOf(r.Query)
	if err != nil {
		return nil, err
	}
	var answer any
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		if _, err := find(tx, r.ID); err != nil {
			return err
		}
		members := endpoint.Keep(tx.Users().All(), func(u *store.User) bool { return slices.Contains(u.Roles, r.ID) })
		answer, err = endpoint.Paginate(endpoint.Selection[*store.User]{Items: members, ID: userID}, p, "users", userID,
			func(u *store.User) (any, error) {
				return endpoint.PickRaw(u.Properties, "user_id", "email", "picture", "name"), nil
			})
		return err
	})
	return answer, err
}

func userID(u *store.User) string { return u.ID }

func (h handlers) addUsers(r *endpoint.Request) (any, error) {
	ids, _ := r.Body["users"].([]any)
	return struct{}{}, h.Store.Update(r.Context, func(tx store.Writer) error {
		if _, err := find(tx, r.ID); err != nil {
			return err
		}
		for _, each := range ids {
			id, _ := each.(string)
			if err := user.Assign(tx, id, r.ID); err != nil {
				return err
			}
		}
		return nil
	})
}
