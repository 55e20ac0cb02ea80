package store

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/tree"
)

// A Snapshot is the content of a store at one time. It shares the objects with the store, so
// that taking it costs nothing. The zero value is an empty tenant.
type Snapshot struct{ image *image }

// TakeSnapshot returns the current content of a store of this package.
func TakeSnapshot(ctx context.Context, st Store) (s Snapshot, err error) {
	err = st.View(ctx, func(r Reader) error {
		s.image, _ = r.(*image) // all stores of this package read from one
		return nil
	})
	return s, err
}

// Objects returns the number of objects, without settings.
func (s Snapshot) Objects() int {
	if s.image == nil {
		return 0
	}
	return s.image.Objects()
}

// Objects returns the number of objects of all kinds, without settings.
func (m *image) Objects() int {
	return m.resourceServers.byID.Len() + m.clients.byID.Len() + m.grants.byID.Len() + m.refreshTokens.byID.Len() +
		m.signingKeys.byID.Len() + m.roles.byID.Len() + m.users.byID.Len() + m.organizations.byID.Len()
}

// Restore replaces the content by that of the snapshot, which may be of another store, with
// the objects in their order. In memory, that is an exchange of pointers; a file gets a row
// for each object that differs.
func (t *transaction) Restore(s Snapshot) {
	wanted := s.image
	if wanted == nil {
		wanted = newImage()
	}
	differing(t, kindResourceServer, &t.resourceServers, &wanted.resourceServers)
	differing(t, kindClient, &t.clients, &wanted.clients)
	differing(t, kindClientGrant, &t.grants, &wanted.grants)
	differing(t, kindRefreshToken, &t.refreshTokens, &wanted.refreshTokens)
	differing(t, kindSigningKey, &t.signingKeys, &wanted.signingKeys)
	differing(t, kindRole, &t.roles, &wanted.roles)
	differing(t, kindUser, &t.users, &wanted.users)
	differing(t, kindOrganization, &t.organizations, &wanted.organizations)
	touchDifferences(t, kindSetting, t.settings, wanted.settings)

	// Positions in the order of creation are never used again.
	lastOrder := max(t.lastOrder, wanted.lastOrder)
	t.image = wanted.next()
	t.lastOrder = lastOrder
}

// differing marks the objects that two tables do not have in common as changed.
func differing[T any](t *transaction, k kind, present, wanted *table[T]) {
	touchDifferences(t, k, present.byID, wanted.byID)
}

// touchDifferences marks the entries that two trees do not have in common as changed: those
// that will be deleted first.
func touchDifferences[V comparable](t *transaction, k kind, present, wanted tree.Tree[string, V]) {
	present.Ascend("", func(id string, _ V) bool {
		if _, ok := wanted.Get(id); !ok {
			t.touch(k, id)
		}
		return true
	})
	wanted.Ascend("", func(id string, value V) bool {
		if now, ok := present.Get(id); !ok || now != value {
			t.touch(k, id)
		}
		return true
	})
}
