package management

import (
	"context"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// groupWrite writes one group of changes. Which API's it is stands only when the
// pacer gives leave to send: until then groups gather.
type groupWrite struct {
	*scopeQueues
	starter *starter
	// queue is busy with the group, from take to done.
	queue *scopeQueue
	group []*scopeWriter
}

// start writes one group in a goroutine. It is called with the lock held.
func (s *scopeQueues) start() {
	// Which API's group it will be is not known yet; the log is that of any.
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.next().waiting[0].ctx))
	g := &groupWrite{scopeQueues: s, starter: &starter{cancel}}
	s.starting[g.starter] = struct{}{}
	run := func() {
		defer cancel()
		leave, err := s.client.pacer.acquire(ctx, request{method: http.MethodPatch, path: "/resource-servers/{id}"}, 1)
		defer leave.unused() // also where writing panics
		if g.take(leave, err) {
			s.write(g.queue, g.group, leave)
			g.done(ctx)
		}
	}
	background.Go(ctx, "writing the scopes of an API", run, g.fail)
}

// take takes the group that is to be written; false when there is none. err is
// why the pacer gave no leave.
func (g *groupWrite) take(leave *permit, err error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.starting, g.starter)
	q := g.next()
	if err != nil || q == nil {
		leave.unused()
		g.schedule() // a caller may have come while this was being ended
		return false
	}
	g.queue, g.group = q, q.waiting
	q.waiting, q.busy, q.overdue = nil, true, false
	q.hold.Stop()
	q.hold = nil
	g.writing++
	return true
}

// done makes way for the next group.
func (g *groupWrite) done(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	q := g.release()
	if q.forget {
		q.forgetList()
	}
	if len(q.waiting) > 0 && q.known == nil {
		g.read(q)
	}
	if g.anyWaits() {
		g.settle(ctx) // those who are done now bring the next
		g.schedule()
	}
}

// release counts the group as written. It is called with the lock held.
func (g *groupWrite) release() *scopeQueue {
	q := g.queue
	g.writing--
	g.countOut(g.group)
	g.queue, g.group = nil, nil
	q.busy = false
	return q
}

// fail ends a write that panicked. Its members get the error, and so do all who
// wait for a write that it would have started.
func (g *groupWrite) fail(err error) {
	g.abandon(err)
	g.refuseAll(err)
}

func (g *groupWrite) abandon(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.starting, g.starter)
	if g.queue == nil {
		return
	}
	for _, w := range g.group {
		w.end(scopeOutcome{err: err})
	}
	q := g.release()
	q.known = nil // what the list is now is left open
	g.refuse(q, err)
}
