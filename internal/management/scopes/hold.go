package scopes

import (
	"context"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
)

// While requests are plentiful, each API's group is written as soon as no further
// change of that API arrives for a moment. While they are scarce, groups are held
// back: one is written at a time, the largest first, since the callers whose change is
// done submit the next changes, which then share a write. Which of both applies is
// decided by [pacing.Supply.Covers] alone.
const (
	// maxGather is for how long no change may arrive before a group is written while
	// requests are scarce: time for Terraform to submit what it does at the same time.
	maxGather = 20 * time.Millisecond
	// gatherShare is the part of the service's latency for which a group gathers while
	// requests are plentiful, and maxPlentifulGather bounds it: little beside the time
	// that its write takes.
	gatherShare        = 10
	maxPlentifulGather = 10 * time.Millisecond
	// maxHold bounds how long a group is held back.
	maxHold = 500 * time.Millisecond
)

// gatherTime returns for how long no change of an API may arrive before its group is
// written, while requests are plentiful.
func gatherTime(s pacing.Supply) time.Duration { return min(s.Latency/gatherShare, maxPlentifulGather) }

// period is a time that ends once, unless it is started over or stopped before.
type period struct {
	timer *time.Timer
	over  bool
}

// stop ends a period that was started: it is not over, and never will be.
func (p *period) stop() {
	p.timer.Stop()
	*p = period{}
}

// All below is called with the lock held.

// gather starts both times over, after a change of this API arrived.
func (s *queues) gather(ctx context.Context, q *queue) {
	s.restart(ctx, &q.gathering, gatherTime(s.supply()))
	s.restart(ctx, &s.gathering, maxGather)
}

// restart starts a period over. What may be written is decided again when it ends.
func (s *queues) restart(ctx context.Context, p *period, length time.Duration) {
	if p.timer != nil {
		p.timer.Stop()
	}
	p.over = false
	var timer *time.Timer
	timer = s.after(ctx, length, func() {
		if p.timer == timer {
			p.over = true
			s.schedule()
		}
	})
	p.timer = timer
}

// startHold starts the time for which a queue's group may be held back.
func (s *queues) startHold(ctx context.Context, q *queue) { s.restart(ctx, &q.hold, maxHold) }

// after calls a function later, with the lock held.
func (s *queues) after(ctx context.Context, wait time.Duration, do func()) *time.Timer {
	return time.AfterFunc(wait, func() {
		defer background.Recover(ctx, "starting a write of scopes", s.failAll)
		s.mu.Lock()
		defer s.mu.Unlock()
		do()
	})
}

func (s *queues) supply() pacing.Supply { return s.writer.rest.Pacer.Supply() }

// plentiful reports whether the supply covers the groups that wait to be written.
func (s *queues) plentiful() bool {
	groups := 0
	for _, q := range s.byAPI {
		if q.ready() {
			groups++
		}
	}
	return s.supply().Covers(max(groups-len(s.pending), 0)) // the pacer counts those pending
}

// schedule starts as many writes as may start now: one for each group that was held
// back for maxHold; while requests are plentiful, one for each group that has
// gathered; otherwise one, unless one is in flight.
func (s *queues) schedule() {
	plentiful := s.plentiful()
	ready, want := 0, 0
	for _, q := range s.byAPI {
		if !q.ready() {
			continue
		}
		ready++
		if q.hold.over || plentiful && q.gathering.over {
			want++
		}
	}
	if !plentiful && s.gathering.over && s.writing == 0 && ready > 0 {
		want = max(want, 1)
	}
	for len(s.pending) < want {
		s.start()
	}
}

// ready reports whether the queue has a group that can be written.
func (q *queue) ready() bool { return !q.busy && len(q.waiting) > 0 && q.known != nil }

// next chooses the group to be written: the largest of those that are overdue; while
// requests are plentiful, of those that have gathered; or else of all.
func (s *queues) next() *queue {
	plentiful := s.plentiful()
	rank := func(q *queue) int {
		switch {
		case q.hold.over:
			return 2
		case plentiful && q.gathering.over:
			return 1
		default:
			return 0
		}
	}
	var best *queue
	for _, q := range s.byAPI {
		if q.ready() && (best == nil || rank(q) > rank(best) || rank(q) == rank(best) && len(q.waiting) > len(best.waiting)) {
			best = q
		}
	}
	return best
}
