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

// Bytes returns the size of the content; see [Reader].
func (s Snapshot) Bytes() int64 {
	if s.image == nil {
		return 0
	}
	return s.image.Bytes()
}

// Bytes returns the length of the JSON of all objects and settings. A refresh token has the
// length of its creation, so that using it does not change the size.
func (m *image) Bytes() int64 {
	return m.resourceServers.bytes + m.clients.bytes + m.grants.bytes + m.refreshTokens.bytes +
		m.signingKeys.bytes + m.roles.bytes + m.users.bytes + m.organizations.bytes + m.settingsBytes
}

// DistinctBytes returns the size of several snapshots together: objects and settings that they
// share count once. It looks at all of them.
func DistinctBytes(snapshots []Snapshot) int64 {
	counted := map[any]struct{}{}
	var sum int64
	for _, s := range snapshots {
		if s.image == nil {
			continue
		}
		m := s.image
		sum += distinct(&m.resourceServers, counted) + distinct(&m.clients, counted) + distinct(&m.grants, counted) +
			distinct(&m.refreshTokens, counted) + distinct(&m.signingKeys, counted) + distinct(&m.roles, counted) +
			distinct(&m.users, counted) + distinct(&m.organizations, counted)
		m.settings.Ascend("", func(name, value string) bool {
			sum += countOnce([2]string{name, value}, len(value), counted)
			return true
		})
	}
	return sum
}

// distinct returns the size of the objects of a table that were not counted yet.
func distinct[T any](t *table[T], counted map[any]struct{}) (sum int64) {
	t.byID.Ascend("", func(_ string, r row[T]) bool {
		sum += countOnce(r.object, r.bytes, counted)
		return true
	})
	return sum
}

func countOnce(key any, bytes int, counted map[any]struct{}) int64 {
	if _, is := counted[key]; is {
		return 0
	}
	counted[key] = struct{}{}
	return int64(bytes)
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
