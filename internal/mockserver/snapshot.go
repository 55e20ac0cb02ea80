package mockserver

import (
	"context"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// snapshot is the objects of a tenant at one time. It shares them with the store,
// because stored objects do not change.
type snapshot struct {
	apis    []*store.ResourceServer
	clients []*store.Client
	grants  []*store.ClientGrant
	logins  []*store.RefreshToken
	keys    []*store.SigningKey
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
	return snapshot{tx.ResourceServers().All(), tx.Clients().All(), tx.ClientGrants().All(), tx.RefreshTokens().All(), tx.SigningKeys(), settings.Text(tx)}
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
		if len(apis.remove)+len(clients.remove) > 0 {
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
