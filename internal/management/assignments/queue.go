package assignments

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// queues gather the changes of each list, so that many changes take few requests. hold.go
// says when groups of several lists are written at the same time, and when they are held
// back.
type queues struct {
	writer *writer

	mu     sync.Mutex
	byList map[List]*queue
	// gathering is the time for which no change of any list may arrive.
	gathering background.Period
	// expected is how many changes are likely to arrive in the place of those that are
	// done. While drained is set, because they did not arrive, no change is expected:
	// Terraform has probably submitted its last operation.
	expected int
	drained  bool
	// writing counts the groups in flight, and pending the writes that wait for a
	// permit.
	writing, pending int
}

// queue is the queue of one list.
type queue struct {
	list    List
	waiting []*member
	busy    bool
	// hold is the time for which the first change may be held back.
	hold background.Period
}

// member is one caller in the queue, later in a group.
type member struct {
	ctx     context.Context
	change  change
	outcome chan error
	// abandon counts the caller out of the group that is in flight; nil before.
	abandon func()
}

func newQueues(w *writer) *queues { return &queues{writer: w, byList: map[List]*queue{}} }

// submit queues a change and waits for its outcome. A caller that gives up before its
// group is sent is taken out of the queue. A caller that gives up later waits for the
// outcome of the write, for as long as the write may linger.
func (s *queues) submit(ctx context.Context, l List, c change) error {
	m := &member{ctx: ctx, change: c, outcome: make(chan error, 1)}
	s.enqueue(l, m)
	select {
	case err := <-m.outcome:
		return err
	case <-ctx.Done():
	}
	if !s.withdraw(l, m) {
		longer, cancel := rest.Lingering(ctx)
		defer cancel()
		select {
		case err := <-m.outcome:
			return err
		case <-longer.Done():
		}
	}
	return fmt.Errorf("changing the %s of %s: %w", l.Kind.member, l.ID, ctx.Err())
}

func (s *queues) enqueue(l List, m *member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.byList[l]
	if q == nil {
		q = &queue{list: l}
		s.byList[l] = q
	}
	q.waiting = append(q.waiting, m)
	s.expected, s.drained = max(0, s.expected-1), false
	if len(q.waiting) == 1 {
		s.restart(m.ctx, &q.hold, maxHold, func() {})
	}
	s.gather(m.ctx)
}

// withdraw takes a caller that gave up out of the queue. It returns false when its
// group was sent.
func (s *queues) withdraw(l List, m *member) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.byList[l]
	if q == nil { // the group was written meanwhile
		return false
	}
	before := len(q.waiting)
	q.waiting = slices.DeleteFunc(q.waiting, func(other *member) bool { return other == m })
	if m.abandon != nil {
		m.abandon()
	}
	return len(q.waiting) < before
}

// start writes one group in a goroutine. Which group is decided when the pacer gives
// the permit: until then groups gather. It is called with the lock held.
func (s *queues) start(ctx context.Context) {
	g := &groupWrite{queues: s}
	background.Go(ctx, "changing assignments", func() { g.run(ctx) }, g.failed)
}

// groupWrite writes the group of one list.
type groupWrite struct {
	*queues
	queue *queue
	group []*member
}

func (g *groupWrite) run(ctx context.Context) {
	permit, err := g.writer.rest.Pacer.Acquire(ctx, pacing.Label{Method: http.MethodPost, Path: rest.BasePath + "/roles/{id}/permissions", Attempt: 1})
	defer permit.Unused() // also when writing panics
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err != nil {
		g.failed(err)
		return
	}
	if !g.take(cancel) {
		return
	}
	changes := make([]change, len(g.group))
	for i, m := range g.group {
		changes[i] = m.change
	}
	errs := g.writer.write(ctx, g.queue.list, changes, permit)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.end(func(i int) error { return errs[i] })
	g.gather(ctx) // the callers that are done now submit the next changes
}

// take takes the group that is to be written, and reports whether there is one. The
// write is cancelled when all of its callers have given up.
func (g *groupWrite) take(cancel context.CancelFunc) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.pending--
	q := g.next()
	if q == nil {
		return false
	}
	g.queue, g.group = q, q.waiting
	callers := len(g.group)
	for _, m := range g.group {
		m.abandon = func() {
			if callers--; callers == 0 {
				cancel()
			}
		}
	}
	q.waiting, q.busy = nil, true
	q.hold.Stop()
	g.writing++
	return true
}

// end gives the members of the group their outcomes. It is called with the lock held.
func (g *groupWrite) end(outcome func(i int) error) {
	g.writing--
	g.queue.busy = false
	if !g.drained {
		g.expected += len(g.group)
	}
	for i, m := range g.group {
		m.outcome <- outcome(i)
	}
	if len(g.queue.waiting) == 0 {
		delete(g.byList, g.queue.list)
	}
	g.queue, g.group = nil, nil
}

// failed ends a write that panicked or got no permit, and all who wait for another that
// it would have started.
func (g *groupWrite) failed(err error) {
	g.mu.Lock()
	if g.queue != nil {
		g.end(func(int) error { return err })
	} else {
		g.pending--
	}
	g.mu.Unlock()
	g.failAll(err)
}

// failAll is called without the lock.
func (s *queues) failAll(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.byList {
		for _, m := range q.waiting {
			m.outcome <- rest.Copy(err)
		}
		q.waiting = nil
	}
}
