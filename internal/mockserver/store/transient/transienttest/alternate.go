package transienttest

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Alternate returns a store that passes its calls to a and b in turn, so that [Run] tests two
// replicas that share a database. Both are closed by Close.
func Alternate(a, b transient.Store) transient.Store {
	return &alternating{stores: [2]transient.Store{a, b}}
}

type alternating struct {
	stores [2]transient.Store
	calls  atomic.Uint64
}

func (a *alternating) next() transient.Store { return a.stores[a.calls.Add(1)%2] }

func (a *alternating) Get(ctx context.Context, key transient.Key, now time.Time) (value []byte, found bool, err error) {
	return a.next().Get(ctx, key, now)
}

func (a *alternating) Insert(ctx context.Context, key transient.Key, value transient.Value, now time.Time) (bool, error) {
	return a.next().Insert(ctx, key, value, now)
}

func (a *alternating) Put(ctx context.Context, key transient.Key, value transient.Value, now time.Time) error {
	return a.next().Put(ctx, key, value, now)
}

func (a *alternating) Update(ctx context.Context, keys []transient.Key, now time.Time, fn func([][]byte) ([]*transient.Value, error)) error {
	return a.next().Update(ctx, keys, now, fn)
}

func (a *alternating) List(ctx context.Context, kind transient.Kind, now time.Time) ([]transient.Entry, error) {
	return a.next().List(ctx, kind, now)
}

func (a *alternating) Delete(ctx context.Context, key transient.Key) error {
	return a.next().Delete(ctx, key)
}

func (a *alternating) Clear(ctx context.Context, kinds ...transient.Kind) error {
	return a.next().Clear(ctx, kinds...)
}

func (a *alternating) Close() error { return errors.Join(a.stores[0].Close(), a.stores[1].Close()) }
