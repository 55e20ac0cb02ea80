package store

import (
	"fmt"
	"slices"
)

// RoleByName searches all roles: a tenant has at most 1,000.
func (m *image) RoleByName(name string) *Role {
	for _, role := range m.roles.list().All() {
		if role.Name == name {
			return role
		}
	}
	return nil
}

func (m *image) Role(id string) *Role { return m.roles.get(id) }

func (m *image) Roles() List[Role] { return m.roles.list() }

func (m *image) putRole(r row[Role]) { m.roles.put(r.object.ID, r) }

func (m *image) deleteRole(id string) { m.roles.delete(id) }

func (t *transaction) PutRole(role *Role) error {
	if role.ID == "" {
		return fmt.Errorf("storing the role %q: %w", role.Name, errNoID)
	}
	if holder := t.RoleByName(role.Name); holder != nil && holder.ID != role.ID {
		return fmt.Errorf("storing the role %s with the name %q, which the role %s has: %w", role.ID, role.Name, holder.ID, ErrConflict)
	}
	row, err := newRow(t, &t.roles, ref{kindRole, role.ID}, role)
	if err != nil {
		return err
	}
	t.putRole(row)
	return nil
}

func (t *transaction) DeleteRole(id string) error {
	if t.Role(id) == nil {
		return nil
	}
	for _, user := range t.users.list().All() {
		if !slices.Contains(user.Roles, id) {
			continue
		}
		without := *user
		without.Roles = slices.DeleteFunc(slices.Clone(user.Roles), func(role string) bool { return role == id })
		if err := t.PutUser(&without); err != nil {
			return err
		}
	}
	t.deleteRole(id)
	t.touch(kindRole, id)
	return nil
}
