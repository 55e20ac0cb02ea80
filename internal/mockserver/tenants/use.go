package tenants

import (
	"context"
	"errors"
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// use returns a tenant that stays open until the caller releases it.
func (r *Registry) use(ctx context.Context, name string) (server *mockserver.Server, release func(), err error) {
	server, release, err = r.tryUse(ctx, name)
	if errors.Is(err, errDeleted) { // there may be another tenant of the name
		server, release, err = r.tryUse(ctx, name)
	}
	return server, release, err
}

func (r *Registry) tryUse(ctx context.Context, name string) (server *mockserver.Server, release func(), err error) {
	t, err := r.hold(ctx, name)
	if err != nil {
		return nil, nil, err
	}
	server, err = t.open(ctx, func() (*mockserver.Server, error) { return r.startStored(ctx, t) })
	if err == nil {
		err = r.stored.verify(ctx, t)
	}
	switch {
	case err == nil:
		return server, func() { _ = r.release(t) }, nil
	case errors.Is(err, ErrUnknown) && r.stored.isShared():
		r.forget(t)
		err = errDeleted
	default:
		err = fmt.Errorf("opening the tenant %s: %w", name, err)
	}
	return nil, nil, errors.Join(err, r.release(t))
}

// startStored starts the server of a tenant that the storage has.
func (r *Registry) startStored(ctx context.Context, t *tenant) (*mockserver.Server, error) {
	options := r.optionsOf(t.name)
	options.Seed = nil
	closeStores, err := r.stored.open(ctx, t.name, false, &options)
	if err != nil {
		return nil, err
	}
	server, err := mockserver.New(ctx, options)
	if err != nil {
		return nil, errors.Join(err, closeStores())
	}
	t.closeStores = closeStores
	return server, nil
}

// hold finds a tenant that has not expired, also a tenant that another process created, and
// counts a user of it.
func (r *Registry) hold(ctx context.Context, name string) (*tenant, error) {
	t, err := r.find(ctx, name)
	if err != nil {
		return nil, err
	}
	err = r.stored.use(ctx, t, r.options.Now())
	if err == nil {
		return t, nil
	}
	if errors.Is(err, ErrUnknown) && r.stored.isShared() {
		r.forget(t)
	}
	return nil, errors.Join(err, r.release(t))
}

// find finds a tenant, and counts a user of it.
func (r *Registry) find(ctx context.Context, name string) (*tenant, error) {
	if t, err := r.known(name, nil); t != nil || err != nil {
		return t, err
	}
	if CheckName(name) != nil {
		return nil, ErrUnknown
	}
	found, err := r.stored.find(ctx, name)
	if err != nil {
		return nil, err
	}
	return r.known(name, &found)
}

// known returns a tenant that the registry knows, and counts a user of it. If it does not, it
// adopts the tenant that was found in the storage, or returns nil.
func (r *Registry) known(name string, found *stored) (*tenant, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.tenants[name]
	switch {
	case r.closed:
		return nil, errClosed
	case t != nil:
	case r.closing[name] != nil:
		return nil, ErrUnknown
	case found == nil:
		return nil, nil
	default:
		t = r.adopt(name, *found)
	}
	t.users++
	return t, nil
}
