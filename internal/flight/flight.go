// Package flight lets concurrent callers with the same key share one call.
package flight

import (
	"context"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// Group lets concurrent callers with the same key share one call, as
// golang.org/x/sync/singleflight does. Unlike there, the call's context is
// cancelled once no caller waits for the result, and not before: the cancellation
// of one caller does not fail the others. The zero value is ready for use.
type Group[K comparable, V any] struct {
	mu      sync.Mutex
	running map[K]*flight[V]
}

type flight[V any] struct {
	done    chan struct{} // closed when value and err are set
	value   V
	err     error
	waiting int // number of callers
	cancel  context.CancelFunc
}

// Do returns the result of fn, which it calls unless a call for the key is in
// progress. The context of fn has the values of the first caller's context.
// Callers share the value, and must not change what it refers to.
func (g *Group[K, V]) Do(ctx context.Context, key K, fn func(context.Context) (V, error)) (V, error) {
	g.mu.Lock()
	call := g.running[key]
	if call == nil {
		call = g.start(ctx, key, fn)
	}
	call.waiting++
	g.mu.Unlock()

	select {
	case <-call.done:
		return call.value, call.err
	case <-ctx.Done():
		g.stopWaiting(key, call)
		var zero V
		return zero, ctx.Err()
	}
}

// start begins a call. The caller holds the lock.
func (g *Group[K, V]) start(ctx context.Context, key K, fn func(context.Context) (V, error)) *flight[V] {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	call := &flight[V]{done: make(chan struct{}), cancel: cancel}
	if g.running == nil {
		g.running = make(map[K]*flight[V])
	}
	g.running[key] = call
	run := func() {
		defer cancel()
		value, err := fn(shared)
		g.end(key, call, value, err)
	}
	background.Go(shared, "a request that callers share", run, func(err error) {
		var zero V
		g.end(key, call, zero, err)
	})
	return call
}

// end passes the result to all callers.
func (g *Group[K, V]) end(key K, call *flight[V], value V, err error) {
	g.mu.Lock()
	g.remove(key, call)
	g.mu.Unlock()
	call.value, call.err = value, err
	close(call.done)
}

// stopWaiting is called by a caller whose context ended.
func (g *Group[K, V]) stopWaiting(key K, call *flight[V]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if call.waiting--; call.waiting == 0 {
		// The next caller must not join a call that is being cancelled.
		g.remove(key, call)
		call.cancel()
	}
}

func (g *Group[K, V]) remove(key K, call *flight[V]) {
	if g.running[key] == call {
		delete(g.running, key)
	}
}
