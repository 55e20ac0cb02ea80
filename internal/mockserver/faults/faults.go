// Package faults makes a mock tenant misbehave on purpose: a rate limit,
// latency, failures before and after the work, slow answers, tokens that expire
// early, keys that rotate at a moment, and a clock that can be stopped and
// moved.
//
// [Faults.Handler] is the pipeline that a request passes, in this order: the
// moments that are due (key rotation, expiry of tokens), latency, failure
// before the work, the work itself, loss or trickle of the answer. The rate
// limit is a hook of the Management API ([Faults.Take]), because only its
// answers tell the limit.
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

// Options are what New works with. All but Settings are needed.
type Options struct {
	// Settings are the faults at start, to which Restart returns.
	Settings Settings
	Clock    *Clock
	// Sleep waits for latency and slow answers; it returns early, with the
	// context's error, when the context ends. Tests inject one that only notes.
	Sleep func(context.Context, time.Duration) error
	// RotateKeys rotates the tenant's signing keys.
	RotateKeys func(context.Context) error
	// Random chooses the seed when the settings have none.
	Random io.Reader
}

// Faults are the faults that a tenant has now. They may be changed while it
// serves.
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
	// tokensFrom is when the oldest management token that is still good was
	// issued; see ExpireTokens.
	tokensFrom time.Time

	// rotating is held while keys rotate because their moment came, so that
	// every later request finds the new ones: a mutex that a context can give
	// up on.
	rotating chan struct{}
}

// New answers the faults of a tenant. The error is that of
// [Settings.Check].
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

// Settings returns the faults as they are now: what was set, less what was
// used up.
func (f *Faults) Settings() Settings {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.settings.clone()
	seed := f.seed
	now.Seed = &seed
	return now
}

// Set replaces the faults. A rate limit that stays the same keeps its count;
// without a seed, chance goes on where it was. Settings that make no sense
// change nothing.
func (f *Faults) Set(s Settings) error {
	return f.Update(func(Settings) (Settings, error) { return s, nil })
}

// Update replaces the faults by what change makes of them, as Set does, and no
// request is decided on meanwhile. change sees no seed, so that passing on what
// it was given does not restart chance.
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

// replace makes next the faults. f.mu is held.
func (f *Faults) replace(next Settings) {
	next = next.clone()
	if next.Seed != nil {
		f.seed = *next.Seed
		// Chance decides on faults here, not on secrets.
		f.random = rand.New(rand.NewPCG(f.seed, 0)) //nolint:gosec // must be repeatable
		next.Seed = nil
	}
	f.limiter = limiterFor(next.RateLimit, f.settings.RateLimit, f.limiter)
	f.settings = next
}

// Restart returns to the faults that the tenant started with: the rate limit is
// whole, chance starts over, and tokens that were expired are good again. Each
// request meets either the faults of before or those of the start.
func (f *Faults) Restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.limiter, f.tokensFrom = nil, time.Time{}
	f.replace(f.start)
}

func newSeed(random io.Reader) (uint64, error) {
	if random == nil {
		return 0, errors.New("choosing a seed: there is no source of randomness")
	}
	var b [8]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return 0, fmt.Errorf("choosing a seed: reading random bytes: %w", err)
	}
	return binary.BigEndian.Uint64(b[:]) & maxSeed, nil
}
