package faults

import (
	"errors"
	"sync"
	"time"
)

// Clock is a tenant's clock. It follows a base clock, with an offset, or is frozen. It
// is safe for concurrent use.
type Clock struct {
	base  func() time.Time
	start ClockSettings

	mu     sync.RWMutex
	offset time.Duration // from base, while not frozen
	frozen bool
	at     time.Time // while frozen
	// floor is the earliest time that a running clock returns; see NextSecond.
	floor time.Time
}

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
	return c, c.Set(start)
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.timeAt(c.base())
}

// timeAt returns the clock's time when the base clock's time is now.
func (c *Clock) timeAt(now time.Time) time.Time {
	if c.frozen {
		return c.at
	}
	if c.offset != 0 {
		now = now.Add(c.offset)
	}
	if now.Before(c.floor) {
		return c.floor
	}
	return now
}

// Set sets the clock. If s has both Now and Advance, it returns an error and changes
// nothing.
func (c *Clock) Set(s ClockSettings) error {
	if s.Now != nil && s.Advance != 0 {
		return errors.New(`either "now" sets the clock or "advance" moves it, not both`)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(s)
	return nil
}

// set is Set without a lock: the caller holds c.mu.
func (c *Clock) set(s ClockSettings) {
	base := c.base()
	at := c.timeAt(base)
	if s.Now != nil {
		at = *s.Now
	}
	frozen := c.frozen
	if s.Frozen != nil {
		frozen = *s.Frozen
	}
	c.setTo(base, at.Add(time.Duration(s.Advance)), frozen)
}

// Freeze stops the clock at its current time.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.setTo(base, c.timeAt(base), true)
}

// Run lets a frozen clock continue from its current time.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.setTo(base, c.timeAt(base), false)
}

// Advance moves the clock, frozen or not. A negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.setTo(base, c.timeAt(base).Add(d), c.frozen)
}

// Restart returns to the time that the clock would have if it had not been set since
// NewClock. No caller sees a state in between.
func (c *Clock) Restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.frozen, c.floor = 0, false, time.Time{}
	c.set(c.start)
}

// NextSecond moves the clock to the beginning of the next second, where it stays until
// that second has come, and returns that time. The "iat" of a token has a resolution of
// seconds, so tokens issued from now on have another "iat" than those issued before.
func (c *Clock) NextSecond() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.timeAt(c.base()).Truncate(time.Second).Add(time.Second)
	if c.frozen {
		c.at = next
	} else {
		c.floor = next
	}
	return next
}

// State returns the state of the clock.
func (c *Clock) State() ClockState {
	c.mu.RLock()
	defer c.mu.RUnlock()
	base := c.base()
	now := c.timeAt(base)
	return ClockState{Now: now.UTC(), Frozen: c.frozen, Offset: Duration(now.Sub(base))}
}

// setTo sets the clock to a time, when the base clock's time is base.
func (c *Clock) setTo(base, at time.Time, frozen bool) {
	c.floor, c.frozen = time.Time{}, frozen
	if frozen {
		c.at = at
		return
	}
	c.offset = at.Sub(base)
}
