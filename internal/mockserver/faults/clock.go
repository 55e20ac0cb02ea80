package faults

import (
	"context"
	"errors"
	"time"
)

// Clock is a tenant's clock. It follows a base clock, with an offset, or is frozen. It
// is safe for concurrent use.
type Clock struct {
	base   func() time.Time
	start  ClockSettings
	shared shared[clockState]
}

// clockState is the state of a clock, which the replicas of a tenant share. The base clocks
// of their machines are taken to be the same.
type clockState struct {
	Offset time.Duration `json:"offset,omitempty"` // from base, while not frozen
	Frozen bool          `json:"frozen,omitempty"`
	At     time.Time     `json:"at,omitzero"` // while frozen
	// Floor is the earliest time that a running clock returns; see NextSecond.
	Floor time.Time `json:"floor,omitzero"`
}

// ClockName is the name of the clock in the [State].
const ClockName = "clock"

// ClockSettings say how to set a clock. They are the JSON body of the control API's
// PUT /_mock/clock.
type ClockSettings struct {
	// Now is the new time; nil keeps the time.
	Now *time.Time `json:"now,omitempty"`
	// Advance is added to the time; it may be negative. It cannot be combined with
	// Now.
	Advance Duration `json:"advance,omitempty"`
	// Frozen stops the clock, or lets it continue from its current time. Nil changes
	// nothing.
	Frozen *bool `json:"frozen,omitempty"`
}

// ClockState is the state of a clock.
type ClockState struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
	// Offset is the difference to the base clock.
	Offset Duration `json:"offset"`
}

// NewClock returns a clock with this base, set by start.
func NewClock(base func() time.Time, start ClockSettings) (*Clock, error) {
	c := &Clock{base: base, start: start}
	c.shared.clone = func(s clockState) clockState { return s }
	var s clockState
	if err := s.set(base(), start); err != nil {
		return nil, err
	}
	c.shared.set(s)
	return c, nil
}

// Share makes the clock that of all replicas with this state. A clock that the replicas have
// set already replaces the settings of NewClock.
func (c *Clock) Share(ctx context.Context, state State) error {
	return c.shared.share(ctx, state, ClockName, c.start != ClockSettings{})
}

// Follow adopts what a replica stored as the [State] of the name "clock".
func (c *Clock) Follow(text string) error { return c.shared.follow(text) }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	s := c.shared.get()
	return s.timeAt(c.base())
}

// timeAt returns the clock's time when the base clock's time is now.
func (s *clockState) timeAt(now time.Time) time.Time {
	if s.Frozen {
		return s.At
	}
	if s.Offset != 0 {
		now = now.Add(s.Offset)
	}
	if now.Before(s.Floor) {
		return s.Floor
	}
	return now
}

// Set sets the clock. If settings has both Now and Advance, it returns an error and changes
// nothing.
func (c *Clock) Set(ctx context.Context, settings ClockSettings) error {
	return c.shared.change(ctx, func(s *clockState) error { return s.set(c.base(), settings) })
}

func (s *clockState) set(base time.Time, settings ClockSettings) error {
	if settings.Now != nil && settings.Advance != 0 {
		return errors.New(`either "now" sets the clock or "advance" moves it, not both`)
	}
	at := s.timeAt(base)
	if settings.Now != nil {
		at = *settings.Now
	}
	frozen := s.Frozen
	if settings.Frozen != nil {
		frozen = *settings.Frozen
	}
	s.setTo(base, at.Add(time.Duration(settings.Advance)), frozen)
	return nil
}

// Freeze stops the clock at its current time. Like Run and Advance, it is for tests: if
// replicas share the clock and the database is unavailable, nothing changes.
func (c *Clock) Freeze() { c.move(0, func(bool) bool { return true }) }

// Run lets a frozen clock continue from its current time.
func (c *Clock) Run() { c.move(0, func(bool) bool { return false }) }

// Advance moves the clock, frozen or not. A negative d moves it back.
func (c *Clock) Advance(d time.Duration) { c.move(d, func(frozen bool) bool { return frozen }) }

func (c *Clock) move(by time.Duration, frozen func(now bool) bool) {
	// A change can fail only with replicas.
	_ = c.shared.change(context.Background(), func(s *clockState) error {
		base := c.base()
		s.setTo(base, s.timeAt(base).Add(by), frozen(s.Frozen))
		return nil
	})
}

// Restart returns to the time that the clock would have if it had not been set since
// NewClock. No caller sees a state in between.
func (c *Clock) Restart(ctx context.Context) error {
	return c.shared.change(ctx, func(s *clockState) error {
		*s = clockState{}
		return s.set(c.base(), c.start)
	})
}

// NextSecond moves the clock to the beginning of the next second, where it stays until
// that second has come, and returns that time. The "iat" of a token has a resolution of
// seconds, so tokens issued from now on have another "iat" than those issued before.
func (c *Clock) NextSecond(ctx context.Context) (next time.Time, err error) {
	err = c.shared.change(ctx, func(s *clockState) error {
		next = s.timeAt(c.base()).Truncate(time.Second).Add(time.Second)
		if s.Frozen {
			s.At = next
		} else {
			s.Floor = next
		}
		return nil
	})
	return next, err
}

// State returns the state of the clock.
func (c *Clock) State() ClockState {
	s := c.shared.get()
	base := c.base()
	now := s.timeAt(base)
	return ClockState{Now: now.UTC(), Frozen: s.Frozen, Offset: Duration(now.Sub(base))}
}

// setTo sets the clock to a time, when the base clock's time is base.
func (s *clockState) setTo(base, at time.Time, frozen bool) {
	s.Floor, s.Frozen = time.Time{}, frozen
	if frozen {
		s.At = at
		return
	}
	s.Offset = at.Sub(base)
}
