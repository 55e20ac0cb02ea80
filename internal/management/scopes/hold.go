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

// All below is called with the lock held.

// gather starts both times over, after a change of this API arrived.
func (s *queues) gather(ctx context.Context, q *queue) {
	s.restart(ctx, &q.gathering, gatherTime(s.supply()))
	s.restart(ctx, &s.gathering, maxGather)
}

// restart starts a period over. What may be written is decided again when it ends.
func (s *queues) restart(ctx context.Context, p *background.Period, length time.Duration) {
	p.Restart(ctx, length, &s.mu, "starting a write of scopes", s.schedule, s.failAll)
}

// startHold starts the time for which a queue's group may be held back.
func (s *queues) startHold(ctx context.Context, q *queue) { s.restart(ctx, &q.hold, maxHold) }

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
		if q.hold.Over() || plentiful && q.gathering.Over() {
			want++
		}
	}
	if !plentiful && s.gathering.Over() && s.writing == 0 && ready > 0 {
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
		case q.hold.Over():
			return 2
		case plentiful && q.gathering.Over():
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
