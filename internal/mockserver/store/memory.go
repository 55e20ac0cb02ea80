package store

import (
	"context"
	"sync/atomic"
)

// NewMemory returns an empty store in memory.
func NewMemory() Store {
	m := &memory{updating: make(chan struct{}, 1)}
	m.current.Store(newImage())
	return m
}

type memory struct {
	current atomic.Pointer[image]
	// updating is a mutex that is held while a transaction runs. It is a channel, so
	// that waiting for it ends with the context.
	updating chan struct{}
}

func (m *memory) View(ctx context.Context, fn func(Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return fn(m.current.Load())
}

func (m *memory) Update(ctx context.Context, fn func(Writer) error) error {
	if err := acquire(ctx, m.updating); err != nil {
		return err
	}
	defer release(m.updating)

	t := m.current.Load().begin()
	if err := fn(t); err != nil {
		return err
	}
	m.current.Store(t.result())
	return nil
}

func (m *memory) Close() error { return nil }

func acquire(ctx context.Context, token chan struct{}) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case token <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func release(token chan struct{}) { <-token }
