// Package flight lets concurrent callers that want the same share one call.
package flight

import (
	"context"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// Group lets callers that want the same share one call. Unlike with
// singleflight, the call is cancelled when, and only when, nobody waits for it:
// one caller's cancellation does not take the answer from the others. The zero
// value is ready for use.
type Group[K comparable, V any] struct {
	mu      sync.Mutex
	running map[K]*flight[V]
}

type flight[V any] struct {
	done    chan struct{} // closed when value and err are set
	value   V
	err     error
	waiting int
	cancel  context.CancelFunc
}

// Do returns what fn returns, calling it unless a call for key is under way.
// The context that fn gets carries the values of the first caller's. Callers
// share the value, and must not change what it refers to.
func (g *Group[K, V]) Do(ctx context.Context, key K, fn func(context.Context) (V, error)) (V, error) {
	g.mu.Lock()
	one := g.running[key]
	if one == nil {
		one = g.start(ctx, key, fn)
	}
	one.waiting++
	g.mu.Unlock()

	select {
	case <-one.done:
		return one.value, one.err
	case <-ctx.Done():
		g.leave(key, one)
		var none V
		return none, ctx.Err()
	}
}

// start is called with the lock held.
func (g *Group[K, V]) start(ctx context.Context, key K, fn func(context.Context) (V, error)) *flight[V] {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	one := &flight[V]{done: make(chan struct{}), cancel: cancel}
	if g.running == nil {
		g.running = make(map[K]*flight[V])
	}
	g.running[key] = one
	run := func() {
		defer cancel()
		value, err := fn(shared)
		g.end(key, one, value, err)
	}
	background.Go(shared, "a request that callers share", run, func(err error) {
		var none V
		g.end(key, one, none, err)
	})
	return one
}

// end gives all callers the outcome.
func (g *Group[K, V]) end(key K, one *flight[V], value V, err error) {
	g.mu.Lock()
	g.remove(key, one)
	g.mu.Unlock()
	one.value, one.err = value, err
	close(one.done)
}

func (g *Group[K, V]) leave(key K, one *flight[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if one.waiting--; one.waiting == 0 {
		// Whoever comes next must not join a call that is being cancelled.
		g.remove(key, one)
		one.cancel()
	}
}

func (g *Group[K, V]) remove(key K, one *flight[V]) {
	if g.running[key] == one {
		delete(g.running, key)
	}
}
