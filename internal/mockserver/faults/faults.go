// Package faults injects faults into a mock tenant: a rate limit, latency, errors, lost
// and slow responses, tokens that expire early, keys that rotate at a given moment, and
// a clock that can be stopped and set.
//
// [Faults.Handler] applies them to a request in this order: the moments that are due
// (key rotation, expiry of tokens), latency, an error instead of processing the request,
// processing it, and the loss or delay of the response. The rate limit is a hook of the
// Management API ([Faults.Take]), because only its responses have the headers of the
// limit.
package faults

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Options are the options of [New]. All but Settings and Buckets are required.
type Options struct {
	// Settings are the faults at start. Restart returns to them.
	Settings Settings
	Clock    *Clock
	// Sleep waits for latency and slow responses. When the context ends, it returns
	// the context's error.
	Sleep func(context.Context, time.Duration) error
	// RotateKeys rotates the tenant's signing keys.
	RotateKeys func(context.Context) error
	// Random chooses the seed when the settings have none.
	Random io.Reader
	// Buckets stores the level of the rate limit. Nil means in memory.
	Buckets transient.Store
}

// Faults are the current faults of a tenant. They can be changed while it serves
// requests.
type Faults struct {
	clock      *Clock
	sleep      func(context.Context, time.Duration) error
	rotateKeys func(context.Context) error
	start      Settings
	configured bool // Settings of the Options had faults
	buckets    transient.Store
	shared     shared[faultState]

	// drawing is a mutex of random and reseeds. It is a channel for the same reason as rotating.
	drawing chan struct{}
	random  *rand.Rand
	// reseeds is that of the state from which random was made.
	reseeds int

	// rotating is a mutex that is held while the keys rotate at their moment, so that
	// all later requests to this replica use the new keys. It is a channel, so that waiting
	// for it ends with the context.
	rotating chan struct{}
}

// faultState is the state of the faults, which the replicas of a tenant share. Only the
// position in the random sequence is of each replica, and the level of the rate limit is
// stored apart.
type faultState struct {
	// Settings have no seed.
	Settings Settings `json:"settings"`
	Seed     uint64   `json:"seed"`
	// Reseeds counts how often the random sequence was restarted.
	Reseeds int `json:"reseeds"`
	// Sequences counts the replicas that have drawn from the random sequence since. Each
	// has a sequence of its own: with the same one, a fault would happen to as many
	// requests in a row as there are replicas.
	Sequences uint64 `json:"sequences,omitempty"`
	// Bucket is the number of the rate limit's bucket. A new bucket is full.
	Bucket int `json:"bucket"`
	// TokensFrom is the earliest "iat" of management tokens that are still accepted;
	// see ExpireTokens.
	TokensFrom time.Time `json:"tokens_from,omitzero"`
}

// FaultsName is the name of the faults in the [State].
const FaultsName = "faults"

// New returns the faults of a tenant. The error is that of [Settings.Check].
func New(o Options) (*Faults, error) {
	f := &Faults{clock: o.Clock, sleep: o.Sleep, rotateKeys: o.RotateKeys, rotating: make(chan struct{}, 1), drawing: make(chan struct{}, 1), buckets: o.Buckets}
	if f.buckets == nil {
		f.buckets = transient.NewMemory()
	}
	f.configured = !reflect.DeepEqual(o.Settings, Settings{})
	if o.Settings.Seed == nil {
		seed, err := newSeed(o.Random)
		if err != nil {
			return nil, err
		}
		o.Settings.Seed = &seed
	}
	if err := o.Settings.Check(); err != nil {
		return nil, err
	}
	f.start = o.Settings.clone()
	f.shared.clone = func(s faultState) faultState {
		s.Settings = s.Settings.clone()
		return s
	}
	var s faultState
	s.replace(f.start)
	f.shared.set(s)
	return f, nil
}

// Share makes the faults those of all replicas with this state. Faults that the replicas have
// set already replace the settings of New.
func (f *Faults) Share(ctx context.Context, state State) error {
	return f.shared.share(ctx, state, FaultsName, f.configured)
}

// Follow adopts what a replica stored as the [State] of the name "faults".
func (f *Faults) Follow(text string) error { return f.shared.follow(text) }

// Settings returns the current faults: what was set, minus faults and moments that are
// used up.
func (f *Faults) Settings() Settings {
	s := f.shared.get()
	now := s.Settings.clone()
	now.Seed = &s.Seed
	return now
}

// Set replaces the faults; see [Faults.Update]. It is for tests.
func (f *Faults) Set(s Settings) error {
	return f.Update(context.Background(), func(Settings) (Settings, error) { return s, nil })
}

// Update replaces the faults by the result of change, atomically. An unchanged rate limit
// keeps its state, and without a seed the random sequence continues. Invalid settings change
// nothing. The settings that change gets have no seed, so that returning them does not restart
// the random sequence. change may be called several times.
func (f *Faults) Update(ctx context.Context, change func(Settings) (Settings, error)) error {
	return f.shared.change(ctx, func(s *faultState) error {
		next, err := change(s.Settings.clone())
		if err != nil {
			return err
		}
		if err := next.Check(); err != nil {
			return err
		}
		s.replace(next)
		return nil
	})
}

// replace sets the faults.
func (s *faultState) replace(next Settings) {
	next = next.clone()
	if next.Seed != nil {
		s.Seed, next.Seed = *next.Seed, nil
		s.Reseeds++
		s.Sequences = 0
	}
	if !reflect.DeepEqual(s.Settings.RateLimit, next.RateLimit) {
		s.Bucket++
	}
	s.Settings = next
}

// Restart returns to the faults of the start, atomically: the rate limit is full, the
// random sequence restarts, and expired tokens are accepted again.
func (f *Faults) Restart(ctx context.Context) error {
	return f.shared.change(ctx, func(s *faultState) error {
		s.TokensFrom = time.Time{}
		s.Bucket++
		s.replace(f.start)
		return nil
	})
}

// draw returns the next number of this replica's random sequence.
func (f *Faults) draw(ctx context.Context, s faultState) (float64, error) {
	select {
	case f.drawing <- struct{}{}:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	defer func() { <-f.drawing }()
	if f.random == nil || f.reseeds < s.Reseeds {
		var number uint64
		err := f.shared.change(ctx, func(present *faultState) error {
			s, number = *present, present.Sequences
			present.Sequences++
			return nil
		})
		if err != nil {
			return 0, err
		}
		// This randomness chooses faults, not secrets.
		f.random, f.reseeds = rand.New(rand.NewPCG(s.Seed, number)), s.Reseeds //nolint:gosec // must be repeatable
	}
	return f.random.Float64(), nil
}

func newSeed(random io.Reader) (uint64, error) {
	if random == nil {
		return 0, errors.New("choosing a seed: the options have no source of randomness")
	}
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return 0, fmt.Errorf("choosing a seed: reading random bytes: %w", err)
	}
	return binary.BigEndian.Uint64(b[:]) & maxSeed, nil
}
