package store

import "slices"

// followScopes keeps the permissions of roles and users in step with an API that is about
// to be replaced (by next) or deleted (next is nil): permissions on scopes that it no longer
// has disappear, and a new identifier is taken over.
func (t *transaction) followScopes(former, next *ResourceServer) error {
	if former == nil {
		return nil
	}
	kept := map[string]bool{}
	if next != nil {
		for _, scope := range next.Scopes {
			kept[scope.Value] = true
		}
	}
	unchanged := next != nil && former.Identifier == next.Identifier &&
		!slices.ContainsFunc(former.Scopes, func(scope Scope) bool { return !kept[scope.Value] })
	if unchanged {
		return nil
	}
	follow := func(permissions []Permission) (followed []Permission, changed bool) {
		for _, each := range permissions {
			switch {
			case each.API != former.Identifier:
			case !kept[each.Name]:
				changed = true
				continue
			case next.Identifier != former.Identifier:
				changed = true
				each.API = next.Identifier
			}
			followed = append(followed, each)
		}
		return followed, changed
	}
	for _, role := range t.roles.list().All() {
		if followed, changed := follow(role.Permissions); changed {
			copied := *role
			copied.Permissions = followed
			if err := t.PutRole(&copied); err != nil {
				return err
			}
		}
	}
	for _, user := range t.users.list().All() {
		if followed, changed := follow(user.Permissions); changed {
			copied := *user
			copied.Permissions = followed
			if err := t.PutUser(&copied); err != nil {
				return err
			}
		}
	}
	return nil
}
