package postgres

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A checker runs checks, one at a time. Callers that arrive while a check runs share the next
// one, because what the running one finds may be older than their call.
type checker struct {
	run func(ctx context.Context) error

	mu            sync.Mutex
	running, next *check
	// lastCheck is when the last check that succeeded began.
	lastCheck atomic.Pointer[time.Time]
}

type check struct {
	done chan struct{}
	err  error
}

// check waits for a check that begins after this call.
func (c *checker) check(ctx context.Context, d *Database) error {
	joined := c.join(d)
	waiting := time.NewTimer(d.patience + d.timeout)
	defer waiting.Stop()
	select {
	case <-joined.done:
		return joined.err
	case <-ctx.Done():
		return ctx.Err()
	case <-waiting.C:
		return d.unavailable(context.DeadlineExceeded)
	}
}

// join returns a check that has not begun yet, or begins now.
func (c *checker) join(d *Database) *check {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = &check{done: make(chan struct{})}
	}
	joined := c.next
	if c.running == nil {
		c.begin()
		d.inBackground(c.work)
	}
	return joined
}

// begin makes the next check the running one.
func (c *checker) begin() { c.running, c.next = c.next, nil }

// work runs checks until none is wanted.
func (c *checker) work(ctx context.Context) {
	for {
		began := time.Now()
		c.running.err = c.run(ctx)
		if c.running.err == nil {
			c.lastCheck.Store(&began)
		}
		c.mu.Lock()
		close(c.running.done)
		c.begin()
		ended := c.running == nil
		c.mu.Unlock()
		if ended {
			return
		}
	}
}

// isFresh reports whether a check that succeeded began less than this duration ago.
func (c *checker) isFresh(within time.Duration) bool {
	began := c.lastCheck.Load()
	return within > 0 && began != nil && time.Since(*began) < within
}

type oneCheckKey struct{}

// oneCheck has the logs that were checked in a context.
type oneCheck struct {
	mu      sync.Mutex
	checked map[any]struct{}
}

// WithOneCheck returns a context for one request. The first read of a tenant in it asks the
// database for newer rows, as each read does; later reads in it do not, and see at least what
// the first one saw. It returns a context of the same request as it is.
func WithOneCheck(ctx context.Context) context.Context {
	if oneCheckOf(ctx) != nil {
		return ctx
	}
	return context.WithValue(ctx, oneCheckKey{}, &oneCheck{})
}

func oneCheckOf(ctx context.Context) *oneCheck {
	c, _ := ctx.Value(oneCheckKey{}).(*oneCheck)
	return c
}

// has reports whether a log was checked in the context. A nil oneCheck has none.
func (c *oneCheck) has(log any) bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.checked[log]
	return ok
}

func (c *oneCheck) add(log any) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.checked == nil {
		c.checked = map[any]struct{}{}
	}
	c.checked[log] = struct{}{}
}
