package store

import "fmt"

// UserByName searches all users.
func (m *image) UserByName(name string) *User {
	for _, user := range m.users.list().All() {
		if name != "" && (user.Email == name || user.Username == name) {
			return user
		}
	}
	return nil
}

func (m *image) User(id string) *User { return m.users.get(id) }

func (m *image) Users() List[User] { return m.users.list() }

func (m *image) putUser(r row[User]) { m.users.put(r.object.ID, r) }

func (m *image) deleteUser(id string) { m.users.delete(id) }

func (t *transaction) PutUser(user *User) error {
	if user.ID == "" {
		return fmt.Errorf("storing the user %q: %w", user.Email, errNoID)
	}
	row, err := newRow(t, &t.users, ref{kindUser, user.ID}, user)
	if err != nil {
		return err
	}
	t.putUser(row)
	return nil
}

func (t *transaction) DeleteUser(id string) error {
	if t.User(id) == nil {
		return nil
	}
	if err := t.deleteRefreshTokens(func(r *RefreshToken) bool { return r.User == id }); err != nil {
		return err
	}
	t.deleteUser(id)
	t.touch(kindUser, id)
	return nil
}
