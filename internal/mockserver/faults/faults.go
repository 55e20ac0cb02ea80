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
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Options are the options of [New]. All but Settings are required.
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
}

// Faults are the current faults of a tenant. They can be changed while it serves
// requests.
type Faults struct {
	clock      *Clock
	sleep      func(context.Context, time.Duration) error
	rotateKeys func(context.Context) error
	start      Settings

	mu       sync.Mutex
	settings Settings
	seed     uint64
	random   *rand.Rand
	limiter  *rate.Limiter
	// tokensFrom is the earliest "iat" of management tokens that are still accepted;
	// see ExpireTokens.
	tokensFrom time.Time

	// rotating is a mutex that is held while the keys rotate at their moment, so that
	// all later requests use the new keys. It is a channel, so that waiting for it
	// ends with the context.
	rotating chan struct{}
}

// New returns the faults of a tenant. The error is that of [Settings.Check].
func New(o Options) (*Faults, error) {
	f := &Faults{clock: o.Clock, sleep: o.Sleep, rotateKeys: o.RotateKeys, rotating: make(chan struct{}, 1)}
	if o.Settings.Seed == nil {
		seed, err := newSeed(o.Random)
		if err != nil {
			return nil, err
		}
		o.Settings.Seed = &seed
	}
	f.start = o.Settings.clone()
	if err := f.Set(o.Settings); err != nil {
		return nil, err
	}
	return f, nil
}

// Settings returns the current faults: what was set, minus faults and moments that are
// used up.
func (f *Faults) Settings() Settings {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.settings.clone()
	seed := f.seed
	now.Seed = &seed
	return now
}

// Set replaces the faults. An unchanged rate limit keeps its state, and without a seed
// the random sequence continues. Invalid settings change nothing.
func (f *Faults) Set(s Settings) error {
	return f.Update(func(Settings) (Settings, error) { return s, nil })
}

// Update replaces the faults by the result of change, like Set, atomically. The settings
// that change gets have no seed, so that returning them does not restart the random
// sequence.
func (f *Faults) Update(change func(Settings) (Settings, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	next, err := change(f.settings.clone())
	if err != nil {
		return err
	}
	if err := next.Check(); err != nil {
		return err
	}
	f.replace(next)
	return nil
}

// replace sets the faults. The caller holds f.mu.
func (f *Faults) replace(next Settings) {
	next = next.clone()
	if next.Seed != nil {
		f.seed = *next.Seed
		// This randomness chooses faults, not secrets.
		f.random = rand.New(rand.NewPCG(f.seed, 0)) //nolint:gosec // must be repeatable
		next.Seed = nil
	}
	f.limiter = limiterFor(next.RateLimit, f.settings.RateLimit, f.limiter)
	f.settings = next
}

// Restart returns to the faults of the start, atomically: the rate limit is full, the
// random sequence restarts, and expired tokens are accepted again.
func (f *Faults) Restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limiter, f.tokensFrom = nil, time.Time{}
	f.replace(f.start)
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
