package faults

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
)

// State stores what the replicas of a tenant share of its clock and faults: texts by name.
type State interface {
	// Change replaces the text of a name by what change returns, atomically. A text is empty
	// at first. change may be called several times. An error of change is returned as it is,
	// and then nothing changes.
	Change(ctx context.Context, name string, change func(text string) (string, error)) error
}

// A shared value is that of all replicas. Each replica works with the copy that it has seen
// last; the server passes it the current text before each request. Without a [State] the
// value is of this process alone.
type shared[T any] struct {
	clone func(T) T

	mu      sync.RWMutex
	name    string
	state   State // nil: the value is of this process alone
	initial T     // the value before any change
	current T
	version int64 // of current
	text    string
}

// versioned is the form of a value in the State.
type versioned[T any] struct {
	// Version grows with each change. A replica keeps the newest version that it has seen.
	Version int64 `json:"version"`
	Value   T     `json:"value"`
}

// get returns the value, which must not be changed.
func (s *shared[T]) get() T {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.current
}

// set sets the value of this process, before it is shared.
func (s *shared[T]) set(value T) { s.initial, s.current = value, value }

// share begins to share the value. If publish is true and no replica has stored a value, it
// stores that of this process.
func (s *shared[T]) share(ctx context.Context, state State, name string, publish bool) error {
	s.mu.Lock()
	s.state, s.name = state, name
	s.mu.Unlock()
	if !publish {
		return nil
	}
	var stored string
	err := state.Change(ctx, name, func(text string) (string, error) {
		var err error
		if stored = text; stored == "" {
			stored, err = encode(versioned[T]{1, s.get()})
		}
		return stored, err
	})
	if err != nil {
		return fmt.Errorf("sharing %s between replicas: %w", name, err)
	}
	return s.follow(stored)
}

// follow adopts a text of the State, unless a newer one was adopted.
func (s *shared[T]) follow(text string) error {
	s.mu.RLock()
	same := text == s.text
	s.mu.RUnlock()
	if same || text == "" {
		return nil
	}
	next, err := s.decode(text)
	if err != nil {
		return err
	}
	s.adopt(next, text)
	return nil
}

func (s *shared[T]) adopt(next versioned[T], text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if next.Version > s.version {
		s.current, s.version, s.text = next.Value, next.Version, text
	}
}

// change changes the value. fn gets a copy that it may change, and may be called several
// times. If it returns an error, nothing changes.
func (s *shared[T]) change(ctx context.Context, fn func(*T) error) error {
	if s.state == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		next := s.clone(s.current)
		if err := fn(&next); err != nil {
			return err
		}
		s.current = next
		return nil
	}
	var next versioned[T]
	var stored string
	err := s.state.Change(ctx, s.name, func(text string) (string, error) {
		var err error
		if next, err = s.decode(text); err != nil {
			return "", err
		}
		next.Version++
		if err := fn(&next.Value); err != nil {
			return "", err
		}
		stored, err = encode(next)
		return stored, err
	})
	if err != nil {
		return err
	}
	s.adopt(next, stored)
	return nil
}

func (s *shared[T]) decode(text string) (versioned[T], error) {
	if text == "" {
		return versioned[T]{Value: s.clone(s.initial)}, nil
	}
	var next versioned[T]
	if err := json.Unmarshal([]byte(text), &next); err != nil {
		return next, fmt.Errorf("reading %s, which the replicas share: %w", s.name, err)
	}
	return next, nil
}

func encode(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
