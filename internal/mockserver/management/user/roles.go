package user

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// MaxRoles is how many roles a user can have (facts 9.3, documented).
const MaxRoles = 50

// roleView is a role in the lists of a user (recorded 2023).
type roleView struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Sources     []string `json:"sources,omitempty"`
}

func show(role *store.Role) roleView {
	view := roleView{ID: role.ID, Name: role.Name}
	if role.Description != nil {
		view.Description = *role.Description
	}
	return view
}

func roleID(role *store.Role) string { return role.ID }

// rolesOf returns the user's roles by name, the recorded order.
func rolesOf(tx store.Reader, user *store.User) []*store.Role {
	roles := make([]*store.Role, 0, len(user.Roles))
	for _, id := range user.Roles {
		if role := tx.Role(id); role != nil {
			roles = append(roles, role)
		}
	}
	slices.SortFunc(roles, func(a, b *store.Role) int { return cmp.Compare(a.Name, b.Name) })
	return roles
}

func (h handlers) listRoles(r *endpoint.Request) (any, error) {
	return h.page(r, func(tx store.Reader, user *store.User, p endpoint.Page) (any, error) {
		return endpoint.Paginate(endpoint.Selection[*store.Role]{Items: rolesOf(tx, user), ID: roleID}, p, "roles", roleID,
			func(role *store.Role) (any, error) { return show(role), nil })
	})
}

func (h handlers) addRoles(r *endpoint.Request) (any, error) {
	return nil, h.change(r, func(tx store.Writer, user *store.User) error { return assign(tx, user, sentRoles(r.Body)...) })
}

// removeRoles ignores roles that the user does not have (recorded 2023).
func (h handlers) removeRoles(r *endpoint.Request) (any, error) {
	sent := sentRoles(r.Body)
	return nil, h.change(r, func(_ store.Writer, user *store.User) error {
		user.Roles = slices.DeleteFunc(slices.Clone(user.Roles), func(id string) bool { return slices.Contains(sent, id) })
		return nil
	})
}

func sentRoles(body map[string]any) []string {
	list, _ := body["roles"].([]any)
	ids := make([]string, 0, len(list))
	for _, each := range list {
		id, _ := each.(string)
		ids = append(ids, id)
	}
	return ids
}

// Assign gives roles to a user, who must exist, as must the roles.
func Assign(tx store.Writer, userID string, roles ...string) error {
	stored, err := find(tx, userID)
	if err != nil {
		return err
	}
	user := *stored
	if err := assign(tx, &user, roles...); err != nil {
		return err
	}
	return tx.PutUser(&user)
}

// assign adds roles to a copy of a user. unknown: status and text of the refusals.
func assign(tx store.Reader, user *store.User, roles ...string) error {
	user.Roles = slices.Clone(user.Roles)
	for _, id := range roles {
		if tx.Role(id) == nil {
			return endpoint.NotFound("", "The role does not exist.")
		}
		if !slices.Contains(user.Roles, id) {
			user.Roles = append(user.Roles, id)
		}
	}
	if len(user.Roles) > MaxRoles {
		return endpoint.Refuse(http.StatusForbidden, endpoint.CodeTooMany, "A user can have at most %d roles.", MaxRoles)
	}
	return nil
}
