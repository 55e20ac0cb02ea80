package tenants

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// A storage stores the tenants of a registry, with their records. Other processes can have the
// same tenants.
type storage interface {
	// check returns an error if the storage cannot be read.
	check(ctx context.Context) error
	// list returns the tenants that are stored, by name, without those that are being created.
	list(ctx context.Context) (map[string]stored, error)
	// find returns a tenant. Otherwise the error is ErrUnknown.
	find(ctx context.Context, name string) (stored, error)
	// reserve stores the record of a tenant that is being created. Errors are ErrExists and
	// ErrTooMany, if there are max tenants already.
	reserve(ctx context.Context, name string, r record, max int) error
	// complete says that a tenant that was reserved can be used.
	complete(ctx context.Context, name string) error
	// open sets where the server of a tenant stores it. closeStores is called after the server
	// was closed.
	open(ctx context.Context, name string, isNew bool, o *mockserver.Options) (closeStores func() error, err error)
	// use notes that a tenant of the registry is used. The error is ErrUnknown if it has expired,
	// or no longer exists.
	use(ctx context.Context, t *tenant, now time.Time) error
	// verify returns ErrUnknown if another process has deleted a tenant whose server is open.
	verify(ctx context.Context, t *tenant) error
	// remove removes a tenant with its data.
	remove(ctx context.Context, name string) error
	// expire removes the tenants that have expired, if the storage decides that, and not the
	// registry.
	expire(ctx context.Context, now time.Time) error
	// tidy removes what is left of deleted tenants.
	tidy(ctx context.Context) error
	// isShared reports whether other processes delete tenants, so that list has all that exist.
	isShared() bool
	// close closes the storage, after the servers of its tenants.
	close() error
}

// openStorage returns the storage that the options name.
func openStorage(ctx context.Context, o Options) (storage, error) {
	if store.IsPostgres(o.Data) {
		return openDatabase(ctx, o.Data, o.Tenant.StaleReads)
	}
	return folder(o.Data), folder(o.Data).create()
}

// stored is what a storage has of a tenant.
type stored struct {
	record record
	// used is when it was last used; zero if that is not stored.
	used time.Time
}

// refresh adds the tenants of the storage that the registry does not know yet. If other processes
// delete tenants, it forgets those that are gone.
func (r *Registry) refresh(ctx context.Context) error {
	r.mu.Lock()
	began := r.changes
	r.mu.Unlock()
	all, err := r.stored.list(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	var removed []*tenant
	for name, each := range all {
		if t := r.tenants[name]; t != nil {
			t.noteUse(each.used)
		} else if r.closing[name] == nil {
			r.adopt(name, each)
		}
	}
	for name, t := range r.tenants {
		if _, exists := all[name]; !exists && r.stored.isShared() && 0 < t.since && t.since <= began {
			removed = append(removed, t)
		}
	}
	r.mu.Unlock()
	for _, t := range removed {
		r.forget(t)
	}
	return nil
}

// Check returns an error if the registry cannot serve the tenants: it was closed, or what stores
// them cannot be read.
func (r *Registry) Check(ctx context.Context) error {
	r.mu.Lock()
	isClosed := r.closed
	r.mu.Unlock()
	if isClosed {
		return errClosed
	}
	return r.stored.check(ctx)
}

// adopt adds a tenant of the storage. Unless the storage knows better, the time without requests
// begins now. The caller holds the mutex.
func (r *Registry) adopt(name string, s stored) *tenant {
	t := newTenant(name, s.record)
	if s.used.IsZero() {
		s.used = r.options.Now()
	}
	t.noteUse(s.used)
	t.usedStored.Store(t.lastUsed.Load())
	r.changes++
	t.since = r.changes
	r.tenants[name] = t
	return t
}

// forget closes a tenant that another process has deleted, when no request uses it. A tenant that
// could not be created is deleted by its creator.
func (r *Registry) forget(t *tenant) {
	r.mu.Lock()
	isComplete := t.since > 0
	t.isGone = t.isGone || isComplete
	r.mu.Unlock()
	if isComplete {
		_ = r.delete(t) // its data is not there any longer
	}
}
