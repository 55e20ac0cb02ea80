package management

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// read reads the list of an API that is not known, or has been for too long.
// It is called with the lock held.
func (s *scopeQueues) read(q *scopeQueue) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(q.waiting[0].ctx))
	q.busy, q.stopReading = true, cancel
	run := func() {
		defer cancel()
		api, at, err := s.list(ctx, q.identifier, freshness)
		if err == nil && api.Identifier != q.identifier {
			err = &AliasError{Name: q.identifier, Identifier: api.Identifier}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		givenUp := ctx.Err() != nil
		q.busy, q.stopReading, q.known, q.forget = false, nil, nil, false
		switch {
		case len(q.waiting) == 0:
			if err == nil {
				q.known = s.answered(q, api, at)
			}
		case givenUp:
			s.read(q) // for those who came since
		case err != nil:
			s.refuse(q, err)
		default:
			q.known = s.answered(q, api, at)
			s.schedule()
		}
	}
	background.Go(ctx, "reading the scopes of an API", run, func(err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		q.busy, q.stopReading, q.known, q.forget = false, nil, nil, false
		s.refuse(q, err)
	})
}

// refuse gives all who wait in a queue an error. It is called with the lock held.
func (s *scopeQueues) refuse(q *scopeQueue, err error) {
	for _, w := range q.waiting {
		w.end(scopeOutcome{err: ownCopy(err)})
	}
	s.callers -= len(q.waiting)
	q.waiting = nil
}

// refuseAll gives an error to all who wait for a write that nothing is going to
// start any more.
func (s *scopeQueues) refuseAll(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queues {
		if !q.busy {
			s.refuse(q, err)
		}
	}
}

// end gives a caller its outcome, unless it has one.
func (w *scopeWriter) end(o scopeOutcome) {
	select {
	case w.outcome <- o:
	default:
	}
}

// list reads an API with its list of scopes, together with what else is being
// read, unless that was done no longer than maxAge ago. at is when it was.
func (s *scopeQueues) list(ctx context.Context, identifier string, maxAge time.Duration) (api *ResourceServer, at time.Time, err error) {
	rd, wanted, start := s.client.readers[resourceServers], ref{either: identifier}, s.client.options.Now()
	rd.outdate(wanted, maxAge)
	if api, err = read[ResourceServer](ctx, rd, wanted); err != nil {
		return nil, start, err
	}
	return api, rd.readAt(wanted, start), nil
}

// answered is the list of an answer, and which of this process's scopes
// somebody else has removed.
func (s *scopeQueues) answered(q *scopeQueue, api *ResourceServer, at time.Time) *knownScopes {
	known := &knownScopes{id: api.ID, scopes: slices.Clone(api.Scopes), at: at}
	for value := range q.put {
		if indexOf(api.Scopes, value) < 0 {
			known.restored = append(known.restored, value)
		}
	}
	slices.Sort(known.restored)
	return known
}

// write makes the changes of a group in one PATCH. When the service refuses it,
// one member may be to blame: each is then tried alone.
func (s *scopeQueues) write(q *scopeQueue, group []*scopeWriter, leave *permit) {
	group = slices.DeleteFunc(slices.Clone(group), func(w *scopeWriter) bool { return w.ctx.Err() != nil })
	if len(group) == 0 {
		leave.unused()
		return
	}
	if q.known == nil {
		// A part of a group, after another part failed in a way that leaves open
		// what the list is now.
		if err := s.reread(q, group); err != nil {
			leave.unused()
			s.gone(group)
			for _, w := range group {
				w.end(scopeOutcome{err: ownCopy(err)})
			}
			return
		}
	}
	edit := scopeEdit{queues: s, queue: q, group: group}
	err := edit.commit(leave)
	if isBadRequest(err) && len(group) > 1 {
		for i := range group {
			s.write(q, group[i:i+1:i+1], nil)
		}
		return
	}
	restored := restoredIn(q.identifier, edit.restored)
	s.gone(group)
	for i, w := range group {
		switch {
		case edit.refused[i] != nil:
			w.end(scopeOutcome{err: edit.refused[i]})
		case err != nil:
			w.end(scopeOutcome{err: ownCopy(err)})
		default:
			w.end(scopeOutcome{scopes: slices.Clone(edit.scopes), interference: restored})
			restored = nil // one tells
		}
	}
}

// gone counts callers out, before they learn their outcome: what they do next is
// counted in then.
func (s *scopeQueues) gone(group []*scopeWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.countOut(group)
}

// countOut counts each caller out once. It is called with the lock held.
func (s *scopeQueues) countOut(group []*scopeWriter) {
	for _, w := range group {
		if !w.counted {
			w.counted = true
			s.callers--
		}
	}
}

func (s *scopeQueues) reread(q *scopeQueue, group []*scopeWriter) error {
	ctx, release := whileAnyWaits(group)
	defer release()
	api, at, err := s.list(ctx, q.identifier, 0)
	if err == nil {
		q.known = s.answered(q, api, at)
	}
	return err
}

// ownCopy lets one caller add to its error without changing another's.
func ownCopy(err error) error {
	var e *Error
	if !errors.As(err, &e) {
		return err
	}
	own := *e
	return &own
}

// whileAnyWaits is a context for a group: it ends when every member has given
// up, so that one who does not interrupts no other.
func whileAnyWaits(group []*scopeWriter) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(group[0].ctx))
	var waiting atomic.Int64
	waiting.Store(int64(len(group)))
	stops := make([]func() bool, len(group))
	for i, w := range group {
		stops[i] = context.AfterFunc(w.ctx, func() {
			defer background.Recover(ctx, "ending a write that no caller waits for", nil)
			if waiting.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}
