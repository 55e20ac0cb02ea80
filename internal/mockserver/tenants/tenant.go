package tenants

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
)

// record is what a registry stores of a tenant beside its data.
type record struct {
	Created time.Time `json:"created"`
	// ExpiresAfter is the age, and IdleAfter the time without a request, at which the
	// tenant is deleted. 0 means never.
	ExpiresAfter faults.Duration `json:"expires_after,omitzero"`
	IdleAfter    faults.Duration `json:"idle_after,omitzero"`
}

// removeTimeout limits the removal of a tenant's data.
const removeTimeout = 30 * time.Second

// A tenant is an entry of a registry.
type tenant struct {
	name     string
	record   record
	lastUsed atomic.Int64 // Unix nanoseconds
	// usedStored is the last use that a database has.
	usedStored atomic.Int64

	// opening is a mutex that is held while the server is created. It is a channel, so that
	// waiting for it ends with the context.
	opening chan struct{}
	server  atomic.Pointer[mockserver.Server]
	// failed says that the tenant could not be created. opening guards it.
	failed bool
	// closeStores closes what the storage opened for the server. opening guards it.
	closeStores func() error

	// The mutex of the registry guards these. users is the number of requests in progress.
	users   int
	deleted bool
	// isGone says that the storage has no tenant whose data must be removed.
	isGone bool
	// since is the number of the change of the registry since which the tenant is complete; 0
	// while it is being created.
	since int
	// ended is closed when a deleted tenant is closed and its data removed, after failure is set.
	ended   chan struct{}
	failure error
}

func newTenant(name string, r record) *tenant {
	return &tenant{name: name, record: r, opening: make(chan struct{}, 1), ended: make(chan struct{})}
}

// create creates the server of a new tenant, whose mutex opening is held, and releases it.
func (t *tenant) create(start func() (*mockserver.Server, error)) (*mockserver.Server, error) {
	defer func() { <-t.opening }()
	server, err := start()
	if err != nil {
		t.failed = true
		return nil, err
	}
	t.server.Store(server)
	return server, nil
}

// open returns the tenant's server, and starts it if it is not running yet. It waits while
// the tenant is created.
func (t *tenant) open(ctx context.Context, start func() (*mockserver.Server, error)) (*mockserver.Server, error) {
	if server := t.server.Load(); server != nil {
		return server, nil
	}
	select {
	case t.opening <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-t.opening }()
	if t.failed {
		return nil, ErrUnknown
	}
	if server := t.server.Load(); server != nil {
		return server, nil
	}
	server, err := start()
	if err != nil {
		return nil, err
	}
	t.server.Store(server)
	return server, nil
}

// close closes the server and its stores, if they were opened.
func (t *tenant) close() error {
	var err error
	if server := t.server.Load(); server != nil {
		err = server.Close()
	}
	if t.closeStores != nil {
		err = errors.Join(err, t.closeStores())
	}
	return err
}

// expires returns when the tenant expires if it is not used again; the zero time means never.
func (t *tenant) expires() time.Time {
	var at time.Time
	if t.record.ExpiresAfter > 0 {
		at = t.record.Created.Add(time.Duration(t.record.ExpiresAfter))
	}
	if t.record.IdleAfter > 0 {
		if idle := t.used().Add(time.Duration(t.record.IdleAfter)); at.IsZero() || idle.Before(at) {
			at = idle
		}
	}
	return at
}

func (t *tenant) used() time.Time { return time.Unix(0, t.lastUsed.Load()).UTC() }

// noteUse notes that the tenant was used, unless a later use is known.
func (t *tenant) noteUse(at time.Time) {
	for {
		last := t.lastUsed.Load()
		if last >= at.UnixNano() || t.lastUsed.CompareAndSwap(last, at.UnixNano()) {
			return
		}
	}
}

func (t *tenant) expired(now time.Time) bool {
	at := t.expires()
	return !at.IsZero() && !now.Before(at)
}

// Sweep deletes the tenants that have expired, and what is left of deleted ones.
func (r *Registry) Sweep(ctx context.Context) error {
	return errors.Join(r.expire(ctx), r.stored.tidy(ctx))
}

// expire deletes the tenants that have expired.
func (r *Registry) expire(ctx context.Context) error {
	now := r.options.Now()
	if err := r.stored.expire(ctx, now); err != nil {
		return err
	}
	if r.stored.isShared() {
		return r.refresh(ctx)
	}
	r.mu.Lock()
	var expired []*tenant
	for _, t := range r.tenants {
		if t.expired(now) {
			expired = append(expired, t)
		}
	}
	r.mu.Unlock()
	var errs []error
	for _, t := range expired {
		errs = append(errs, r.delete(t))
	}
	return errors.Join(errs...)
}

// SweepUntil deletes expired tenants at each tick, until ctx ends. failed gets the errors.
func (r *Registry) SweepUntil(ctx context.Context, tick <-chan time.Time, failed func(error)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := r.Sweep(ctx); err != nil {
				failed(err)
			}
		}
	}
}

// delete makes a tenant unknown. It is closed and its data removed when no request uses it.
func (r *Registry) delete(t *tenant) error {
	r.mu.Lock()
	if t.deleted || r.closed {
		r.mu.Unlock()
		return nil
	}
	t.deleted = true
	delete(r.tenants, t.name)
	if !t.isGone { // else there can be another one of that name
		r.closing[t.name] = t
	}
	isUsed := t.users > 0
	r.mu.Unlock()
	if isUsed {
		return nil
	}
	return r.end(t)
}

// release counts a user less, and ends a deleted tenant that has none.
func (r *Registry) release(t *tenant) error {
	r.mu.Lock()
	t.users--
	isLast := t.deleted && t.users == 0
	r.mu.Unlock()
	if !isLast {
		return nil
	}
	return r.end(t)
}

// end closes a deleted tenant and removes its data.
func (r *Registry) end(t *tenant) error {
	t.failure = t.close()
	if !t.isGone {
		// The request that deleted the tenant may have ended.
		ctx, cancel := context.WithTimeout(context.Background(), removeTimeout)
		defer cancel()
		t.failure = errors.Join(t.failure, r.stored.remove(ctx, t.name))
	}
	r.mu.Lock()
	if r.closing[t.name] == t {
		delete(r.closing, t.name)
	}
	r.mu.Unlock()
	close(t.ended)
	return t.failure
}
