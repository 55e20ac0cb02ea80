package mockserver

import (
	"context"
	"fmt"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// snapshot is the objects of a tenant at one time. It shares them with the store,
// because stored objects do not change.
type snapshot struct {
	apis          []*store.ResourceServer
	clients       []*store.Client
	grants        []*store.ClientGrant
	logins        []*store.RefreshToken
	keys          []*store.SigningKey
	roles         []*store.Role
	users         []*store.User
	organizations []*store.Organization
	// settings are the tenant's settings, as stored.
	settings string
}

func takeSnapshot(ctx context.Context, st store.Store) (s snapshot, err error) {
	err = st.View(ctx, func(tx store.Reader) error {
		s = snapshotOf(tx)
		return nil
	})
	return s, err
}

func snapshotOf(tx store.Reader) snapshot {
	return snapshot{
		apis: tx.ResourceServers().All(), clients: tx.Clients().All(), grants: tx.ClientGrants().All(), logins: tx.RefreshTokens().All(),
		keys: tx.SigningKeys(), roles: tx.Roles().All(), users: tx.Users().All(), organizations: tx.Organizations().All(), settings: settings.Text(tx),
	}
}

// restore replaces the objects of the store by those of the snapshot, in their order.
// With an error, nothing is changed.
func (s snapshot) restore(ctx context.Context, st store.Store) error {
	err := st.Update(ctx, func(tx store.Writer) error {
		present := snapshotOf(tx)
		// Deleting an API or a client deletes its grants and refresh tokens, so these
		// are deleted first and created last.
		grants := difference(s.grants, present.grants, func(g *store.ClientGrant) string { return g.ID })
		logins := difference(s.logins, present.logins, func(r *store.RefreshToken) string { return r.ID })
		apis := difference(s.apis, present.apis, func(a *store.ResourceServer) string { return a.ID })
		clients := difference(s.clients, present.clients, func(c *store.Client) string { return c.ClientID })
		keys := difference(s.keys, present.keys, func(k *store.SigningKey) string { return k.Kid })
		if len(apis.remove)+len(clients.remove)+len(present.users) > 0 {
			grants = replaceAll(s.grants, present.grants, func(g *store.ClientGrant) string { return g.ID })
			logins = replaceAll(s.logins, present.logins, func(r *store.RefreshToken) string { return r.ID })
		}
		for _, step := range []func() error{
			func() error { return each(grants.remove, tx.DeleteClientGrant) },
			func() error { return each(logins.remove, tx.DeleteRefreshToken) },
			func() error { return each(apis.remove, tx.DeleteResourceServer) },
			func() error { return each(clients.remove, tx.DeleteClient) },
			func() error { return each(keys.remove, tx.DeleteSigningKey) },
			func() error { return each(keys.put, tx.PutSigningKey) },
			func() error { return each(clients.put, tx.PutClient) },
			func() error { return each(apis.put, tx.PutResourceServer) },
			func() error { return each(grants.put, tx.PutClientGrant) },
			func() error { return s.restoreAccess(tx) },
			func() error { return each(logins.put, tx.PutRefreshToken) },
			func() error { return settings.Restore(tx, s.settings) },
		} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("restoring the objects of the start: %w", err)
	}
	return nil
}

// restoreAccess restores roles, users and organizations, after the APIs and grants that
// they refer to: the steps before may have changed them. Deleting a user deletes refresh
// tokens, which are created afterwards.
func (s snapshot) restoreAccess(tx store.Writer) error {
	present := snapshotOf(tx)
	if slices.Equal(s.roles, present.roles) && slices.Equal(s.users, present.users) && slices.Equal(s.organizations, present.organizations) {
		return nil
	}
	// All are replaced, since names can have been exchanged.
	roles := replaceAll(s.roles, present.roles, func(r *store.Role) string { return r.ID })
	users := replaceAll(s.users, present.users, func(u *store.User) string { return u.ID })
	organizations := replaceAll(s.organizations, present.organizations, func(o *store.Organization) string { return o.ID })
	for _, step := range []func() error{
		func() error { return each(users.remove, tx.DeleteUser) },
		func() error { return each(roles.remove, tx.DeleteRole) },
		func() error { return each(organizations.remove, tx.DeleteOrganization) },
		func() error { return each(roles.put, tx.PutRole) },
		func() error { return each(users.put, tx.PutUser) },
		func() error { return each(organizations.put, tx.PutOrganization) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// changes are the ids of the objects to delete, and then the objects to put.
type changes[T any] struct {
	remove []string
	put    []*T
}

// difference returns the changes from present to wanted. If an object is missing, all
// are replaced: a single object would be put at the end of the order.
func difference[T any](wanted, present []*T, id func(*T) string) changes[T] {
	now := make(map[string]*T, len(present))
	for _, object := range present {
		now[id(object)] = object
	}
	var c changes[T]
	for _, object := range wanted {
		there := now[id(object)]
		if there == nil {
			return replaceAll(wanted, present, id)
		}
		if there != object {
			c.put = append(c.put, object)
		}
		delete(now, id(object))
	}
	for key := range now {
		c.remove = append(c.remove, key)
	}
	return c
}

func replaceAll[T any](wanted, present []*T, id func(*T) string) changes[T] {
	c := changes[T]{put: wanted}
	for _, object := range present {
		c.remove = append(c.remove, id(object))
	}
	return c
}

func each[T any](list []T, do func(T) error) error {
	for _, item := range list {
		if err := do(item); err != nil {
			return err
		}
	}
	return nil
}
