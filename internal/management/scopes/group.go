package scopes

import (
	"context"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// groupWrite writes one group of changes. Which API's group it writes is decided
// when the pacer gives the permit: until then groups gather.
type groupWrite struct {
	*queues
	// queue is busy with the group, from take to done.
	queue *queue
	group []*member
}

// start writes one group in a goroutine. It is called with the lock held.
func (s *queues) start() {
	// The API is not decided yet; the log is that of any caller.
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.next().waiting[0].ctx))
	g := &groupWrite{queues: s}
	s.pending[g] = cancel
	run := func() {
		defer cancel()
		label := pacing.Label{Method: http.MethodPatch, Path: rest.BasePath + "/resource-servers/{id}", Attempt: 1}
		permit, err := s.writer.rest.Pacer.Acquire(ctx, label)
		defer permit.Unused() // also when writing panics
		if g.take(permit, err) {
			s.writer.write(&g.queue.record, g.group, permit)
			g.done(ctx)
		}
	}
	background.Go(ctx, "writing the scopes of an API", run, g.failed)
}

// take takes the group that is to be written, and reports whether there is such a
// group. err is why there is no permit.
func (g *groupWrite) take(permit *pacing.Permit, err error) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.pending, g)
	q := g.next()
	if err != nil || q == nil {
		permit.Unused()
		g.schedule() // a caller may have come while this write was being cancelled
		return false
	}
	g.queue, g.group = q, q.waiting
	q.waiting, q.busy = nil, true
	q.hold.Stop()
	g.writing++
	return true
}

// done starts what comes after the group.
func (g *groupWrite) done(ctx context.Context) {
	g.mu.Lock()
	defer g.mu.Unlock()
	q := g.release()
	if q.forgetAfter {
		q.forgetAfter = false
		q.forget()
	}
	if len(q.waiting) > 0 && q.known == nil {
		g.read(q)
	}
	if g.anyWaits() {
		g.restart(ctx, &g.gathering, maxGather) // the callers that are done now submit the next changes
		g.schedule()
	}
}

// release makes the queue free for the next group. It is called with the lock held.
func (g *groupWrite) release() *queue {
	q := g.queue
	g.writing--
	g.queue, g.group = nil, nil
	q.busy = false
	return q
}

// failed ends a write that panicked. Its members get the error, and so do all who
// wait for a write that it would have started.
func (g *groupWrite) failed(err error) {
	g.abandon(err)
	g.failAll(err)
}

func (g *groupWrite) abandon(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.pending, g)
	if g.queue == nil {
		return
	}
	for _, m := range g.group {
		m.end(outcome{err: err})
	}
	q := g.release()
	q.known = nil // the service may have changed the list
	q.fail(err)
}

// failAll gives an error to all who wait for a write that nothing is going to start.
func (s *queues) failAll(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.byAPI {
		if !q.busy {
			q.fail(err)
		}
	}
}
