package management

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"time"
)

// read reads the list of an API that is not known, or has been for too long.
// It is called with the lock held.
func (s *scopeQueues) read(q *scopeQueue) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(q.waiting[0].ctx))
	q.busy, q.stopReading = true, cancel
	go func() {
		api, at, err := s.list(ctx, q.identifier, freshness)
		if err == nil && api.Identifier != q.identifier {
			err = &AliasError{Name: q.identifier, Identifier: api.Identifier}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		givenUp := ctx.Err() != nil
		cancel()
		q.busy, q.stopReading, q.known, q.forget = false, nil, nil, false
		switch {
		case len(q.waiting) == 0:
			if err == nil {
				q.known = s.answered(q, api, at)
			}
		case givenUp:
			s.read(q) // for those who came since
		case err != nil:
			for _, w := range q.waiting {
				w.outcome <- scopeOutcome{err: ownCopy(err)}
			}
			s.callers -= len(q.waiting)
			q.waiting = nil
		default:
			q.known = s.answered(q, api, at)
			s.schedule()
		}
	}()
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

// start writes one group, once the pacer gives leave: the group gathers as long
// as that takes. It is called with the lock held.
func (s *scopeQueues) start() {
	// Which API's group it will be is not known yet; the log is that of any.
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.next().waiting[0].ctx))
	one := &starter{cancel}
	s.starting[one] = struct{}{}
	go func() {
		defer cancel()
		leave, err := s.client.pacer.acquire(ctx, request{method: http.MethodPatch, path: "/resource-servers/{id}"}, 1)
		s.mu.Lock()
		delete(s.starting, one)
		q := s.next()
		if err != nil || q == nil {
			if err == nil {
				leave.unused()
			}
			s.schedule() // somebody may have come while this was being ended
			s.mu.Unlock()
			return
		}
		group := q.waiting
		q.waiting, q.busy, q.overdue = nil, true, false
		q.hold.Stop()
		q.hold = nil
		s.writing++
		s.mu.Unlock()

		s.write(q, group, leave)

		s.mu.Lock()
		defer s.mu.Unlock()
		s.writing--
		s.callers -= len(group)
		s.freed = s.client.options.Now()
		q.busy = false
		if q.forget {
			q.forgetList()
		}
		if len(q.waiting) > 0 && q.known == nil {
			s.read(q)
		}
		if s.anyWaits() {
			s.settle() // those who are done now bring the next
			s.schedule()
		}
	}()
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
			for _, w := range group {
				w.outcome <- scopeOutcome{err: ownCopy(err)}
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
	for i, w := range group {
		switch {
		case edit.refused[i] != nil:
			w.outcome <- scopeOutcome{err: edit.refused[i]}
		case err != nil:
			w.outcome <- scopeOutcome{err: ownCopy(err)}
		default:
			w.outcome <- scopeOutcome{scopes: slices.Clone(edit.scopes), interference: restored}
			restored = nil // one tells
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
