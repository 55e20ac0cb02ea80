package tenants

import (
	"context"
	"errors"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/postgres/catalog"
)

// A database stores tenants in PostgreSQL. The registries of several processes have the same
// tenants, and each of them creates, finds and deletes them. The database decides which tenants
// there are and which have expired; the registry only remembers those that it serves.
type database struct {
	postgres *store.Postgres
	catalog  *catalog.Catalog
}

func openDatabase(ctx context.Context, url string, staleReads time.Duration) (storage, error) {
	p, err := store.ConnectPostgres(ctx, url, store.PostgresOptions{StaleReads: staleReads})
	if err != nil {
		return nil, err
	}
	return database{p, p.Catalog()}, nil
}

// check implements storage.
func (d database) check(ctx context.Context) error {
	if _, err := d.find(ctx, ""); !errors.Is(err, ErrUnknown) {
		return err
	}
	return nil
}

// list implements storage. It ignores tenants that cannot have a host name.
func (d database) list(ctx context.Context) (map[string]stored, error) {
	entries, err := d.catalog.List(ctx)
	if err != nil {
		return nil, err
	}
	all := make(map[string]stored, len(entries))
	for _, e := range entries {
		if CheckName(e.Name) == nil {
			all[e.Name] = storedEntry(e)
		}
	}
	return all, nil
}

// find implements storage.
func (d database) find(ctx context.Context, name string) (stored, error) {
	e, err := d.catalog.Find(ctx, name)
	return storedEntry(e), unknownIfGone(err)
}

func storedEntry(e catalog.Entry) stored {
	return stored{used: e.Used, record: record{
		Created: e.Created, ExpiresAfter: faults.Duration(e.ExpiresAfter), IdleAfter: faults.Duration(e.IdleAfter),
	}}
}

// unknownIfGone returns ErrUnknown for the error of a tenant that does not exist.
func unknownIfGone(err error) error {
	if errors.Is(err, store.ErrNoTenant) {
		return ErrUnknown
	}
	return err
}

// reserve implements storage.
func (d database) reserve(ctx context.Context, name string, r record, limit int) error {
	err := d.catalog.Reserve(ctx, catalog.Entry{
		Name: name, Created: r.Created, Used: r.Created,
		ExpiresAfter: time.Duration(r.ExpiresAfter), IdleAfter: time.Duration(r.IdleAfter),
	}, limit)
	switch {
	case errors.Is(err, catalog.ErrExists):
		return ErrExists
	case errors.Is(err, catalog.ErrTooMany):
		return ErrTooMany
	}
	return err
}

// complete implements storage.
func (d database) complete(ctx context.Context, name string) error {
	return d.catalog.Complete(ctx, name)
}

// open implements storage. All tenants share the connections of the database.
func (d database) open(ctx context.Context, name string, isNew bool, o *mockserver.Options) (closeStores func() error, err error) {
	open := d.postgres.ExistingTenant
	if isNew {
		open = d.postgres.NewTenant
	}
	objects, values, err := open(ctx, name)
	if err != nil {
		return nil, unknownIfGone(err)
	}
	o.Stores = &mockserver.Stores{Store: objects, Transient: values}
	return func() error { return errors.Join(values.Close(), objects.Close()) }, nil
}

// use implements storage. The use is stored at intervals, because each one is a write.
func (d database) use(ctx context.Context, t *tenant, now time.Time) error {
	if age := time.Duration(t.record.ExpiresAfter); age > 0 && !now.Before(t.record.Created.Add(age)) {
		return ErrUnknown
	}
	t.noteUse(now)
	stored := t.usedStored.Load()
	interval := catalog.UseInterval(time.Duration(t.record.IdleAfter))
	if now.UnixNano()-stored < int64(interval) || !t.usedStored.CompareAndSwap(stored, now.UnixNano()) {
		return nil
	}
	err := d.catalog.Use(ctx, t.name, now)
	if err != nil {
		t.usedStored.CompareAndSwap(now.UnixNano(), stored)
	}
	return unknownIfGone(err)
}

// verify implements storage. It is the read of the tenant with which each request begins.
func (d database) verify(ctx context.Context, t *tenant) error {
	return unknownIfGone(t.server.Load().Exists(ctx))
}

// remove implements storage.
func (d database) remove(ctx context.Context, name string) error { return d.catalog.Delete(ctx, name) }

// expire implements storage.
func (d database) expire(ctx context.Context, now time.Time) error {
	return d.catalog.DeleteExpired(ctx, now)
}

// tidy implements storage.
func (d database) tidy(ctx context.Context) error { return d.catalog.DeleteOrphans(ctx) }

// isShared implements storage.
func (database) isShared() bool { return true }

// close implements storage.
func (d database) close() error { return d.postgres.Close() }
