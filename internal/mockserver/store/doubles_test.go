package store

import (
	"context"
	"encoding/json"
	"testing"
)

type jsonValue = json.RawMessage

// reopened opens its file for each transaction, and closes it afterwards.
type reopened struct {
	t    *testing.T
	path string
}

func (r *reopened) with(ctx context.Context, fn func(Store) error) error {
	s, err := OpenFile(ctx, r.path)
	if err != nil {
		return err
	}
	defer func() {
		if err := s.Close(); err != nil {
			r.t.Error(err)
		}
	}()
	return fn(s)
}

func (r *reopened) View(ctx context.Context, fn func(Reader) error) error {
	return r.with(ctx, func(s Store) error { return s.View(ctx, fn) })
}

func (r *reopened) Update(ctx context.Context, fn func(Writer) error) error {
	return r.with(ctx, func(s Store) error { return s.Update(ctx, fn) })
}

func (r *reopened) Close() error { return nil }

// twins updates one store and views another, on the same file.
type twins struct {
	Store
	viewer Store
}

func (t *twins) View(ctx context.Context, fn func(Reader) error) error { return t.viewer.View(ctx, fn) }
