package assignments

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// Groups gather until no further change arrives. While requests are plentiful, all groups
// are written then. While they are scarce, one is written at a time, the largest first, and
// the others are held back, since the callers whose change is done submit the next changes,
// which may join the groups that wait. Which of both applies is decided by Covers of
// pacing.Supply alone.
const (
	// gatherTime is for how long no change may arrive before a group is written: time for
	// Terraform to submit what it does at the same time.
	gatherTime = 20 * time.Millisecond
	// refillTime is for how long the next change is awaited where more are expected:
	// each caller that is done makes room for another of Terraform's operations, which
	// take long to arrive while Terraform writes a large state.
	refillTime = 200 * time.Millisecond
	// maxHold bounds how long a group is held back, while others are written, so that
	// more changes join it.
	maxHold = 2 * time.Second
)

// All below is called with the lock held.

// restart starts a period again. When it ends, ended is called, and then what may be written
// is decided.
func (s *queues) restart(ctx context.Context, p *background.Period, length time.Duration, ended func()) {
	ctx = context.WithoutCancel(ctx)
	p.Restart(ctx, length, &s.mu, "gathering changes of assignments", func() {
		ended()
		s.schedule(ctx)
	}, s.failAll)
}

// gather waits until no change arrives for gatherTime, or for refillTime while more are
// expected.
func (s *queues) gather(ctx context.Context) {
	wait := gatherTime
	if s.expected > 0 {
		wait = refillTime
	}
	s.restart(ctx, &s.gathering, wait, func() { s.drained, s.expected = s.expected > 0, 0 })
}

// plentiful reports whether the supply covers the groups that wait to be written.
func (s *queues) plentiful() bool {
	groups := 0
	for _, q := range s.byList {
		if q.ready() {
			groups++
		}
	}
	return s.writer.rest.Pacer.Supply().Covers(max(groups-s.pending, 0)) // the pacer counts those pending
}

// schedule starts as many writes as may start now: one for each group that was held back
// for maxHold; when gathering is over, one for each group while requests are plentiful,
// otherwise one, unless one is in flight.
func (s *queues) schedule(ctx context.Context) {
	ready, want := 0, 0
	for _, q := range s.byList {
		if !q.ready() {
			continue
		}
		ready++
		if q.hold.Over() {
			want++
		}
	}
	switch {
	case !s.gathering.Over():
	case s.plentiful():
		want = ready
	case s.writing == 0:
		want = max(want, min(ready, 1))
	}
	for s.pending < want {
		s.pending++
		s.start(context.WithoutCancel(ctx))
	}
}

// ready reports whether the queue has a group that can be written.
func (q *queue) ready() bool { return !q.busy && len(q.waiting) > 0 }

// next chooses the group to be written: the largest of those that are overdue, or else of
// all.
func (s *queues) next() *queue {
	var best *queue
	for _, q := range s.byList {
		switch {
		case !q.ready():
		case best == nil, q.hold.Over() && !best.hold.Over():
			best = q
		case q.hold.Over() == best.hold.Over() && len(q.waiting) > len(best.waiting):
			best = q
		}
	}
	return best
}
