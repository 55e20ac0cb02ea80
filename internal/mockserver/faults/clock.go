package faults

import (
	"errors"
	"sync"
	"time"
)

// Clock is a tenant's clock. It runs with another one, which it may be apart
// from, or stands still. It is safe for concurrent use.
type Clock struct {
	base  func() time.Time
	start ClockSettings

	mu     sync.RWMutex
	offset time.Duration // from base, while it runs
	frozen bool
	at     time.Time // while frozen
	// floor is the earliest that a running clock shows; see NextSecond.
	floor time.Time
}

// ClockSettings say how to set a clock, as the control API's PUT /_mock/clock
// has them in JSON.
type ClockSettings struct {
	// Now is the time to show; nil keeps the time.
	Now *time.Time `json:"now,omitempty"`
	// Advance is added to the time. It may be negative, and not be there
	// together with Now.
	Advance Duration `json:"advance,omitempty"`
	// Frozen stops the clock, or lets it run on from where it stands; nil
	// leaves it as it is.
	Frozen *bool `json:"frozen,omitempty"`
}

// ClockState is what a clock shows.
type ClockState struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
	// Offset is how far it is ahead of the clock that it runs with.
	Offset Duration `json:"offset"`
}

// NewClock returns a clock that runs with base, set by start.
func NewClock(base func() time.Time, start ClockSettings) (*Clock, error) {
	c := &Clock{base: base, start: start}
	return c, c.Set(start)
}

// Now returns the time.
func (c *Clock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.show(c.base())
}

// show returns what the clock shows while the one that it runs with shows now.
func (c *Clock) show(now time.Time) time.Time {
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

// Set sets the clock. The error, which changes nothing, says that s has both
// Now and Advance.
func (c *Clock) Set(s ClockSettings) error {
	if s.Now != nil && s.Advance != 0 {
		return errors.New(`either "now" sets the clock or "advance" moves it, not both`)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(s)
	return nil
}

// set is Set, while c.mu is held.
func (c *Clock) set(s ClockSettings) {
	base := c.base()
	at := c.show(base)
	if s.Now != nil {
		at = *s.Now
	}
	frozen := c.frozen
	if s.Frozen != nil {
		frozen = *s.Frozen
	}
	c.stand(base, at.Add(time.Duration(s.Advance)), frozen)
}

// Freeze stops the clock at the time that it shows.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.stand(base, c.show(base), true)
}

// Run lets a frozen clock run on from where it stands.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.stand(base, c.show(base), false)
}

// Advance moves the clock, frozen or not. A negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	base := c.base()
	c.stand(base, c.show(base).Add(d), c.frozen)
}

// Restart returns to the time that the clock would show, had it not been set
// since it was made. Nothing in between is ever shown.
func (c *Clock) Restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offset, c.frozen, c.floor = 0, false, time.Time{}
	c.set(c.start)
}

// NextSecond has the clock show the beginning of the next second, until it
// would show that anyway, and returns it. Tokens say to the second when they
// were issued; so what is issued from now on says another time than what was
// issued before.
func (c *Clock) NextSecond() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.show(c.base()).Truncate(time.Second).Add(time.Second)
	if c.frozen {
		c.at = next
	} else {
		c.floor = next
	}
	return next
}

// State returns what the clock shows.
func (c *Clock) State() ClockState {
	c.mu.RLock()
	defer c.mu.RUnlock()
	base := c.base()
	now := c.show(base)
	return ClockState{Now: now.UTC(), Frozen: c.frozen, Offset: Duration(now.Sub(base))}
}

// stand sets the clock, while the one that it runs with shows base.
func (c *Clock) stand(base, at time.Time, frozen bool) {
	c.floor, c.frozen = time.Time{}, frozen
	if frozen {
		c.at = at
		return
	}
	c.offset = at.Sub(base)
}
