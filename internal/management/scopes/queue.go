package scopes

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// maxListAge is how long a list is remembered, from the service's last answer with
	// it, before the next group reads it again. A change that another process makes
	// within that time goes unnoticed.
	maxListAge = 10 * time.Second
)

// queues serialise the changes of each API's scopes, since the service replaces the
// whole list. While one group of changes is in flight, the next one gathers, so that
// many changes cost few requests (group commit). hold.go says when groups of several
// APIs are written at the same time, and when they are held back.
type queues struct {
	writer *writer

	mu    sync.Mutex
	byAPI map[string]*queue
	// gathering is the time for which no change of any API may arrive.
	gathering background.Period
	// writing counts the groups in flight. pending are the writes that wait for a
	// permit, by what cancels them.
	writing int
	pending map[*groupWrite]context.CancelFunc
}

// queue is the queue of one API.
type queue struct {
	record
	waiting []*member
	// busy is set during a request; the record belongs to that request then.
	busy bool
	// cancelRead ends a read for which no caller waits any longer.
	cancelRead context.CancelFunc
	// forgetAfter has the record forgotten after the request that is in flight.
	forgetAfter bool
	// gathering is the time for which no change of this API may arrive.
	gathering background.Period
	// hold is the time for which the first change may be held back.
	hold background.Period
}

// member is one caller in the queue, later in a group.
type member struct {
	ctx     context.Context
	change  change
	outcome chan outcome
}

// outcome is the result of one change.
type outcome struct {
	// scopes is the API's list after the change.
	scopes []Scope
	// interference is what another process was seen to do meanwhile.
	interference []Interference
	err          error
}

// end gives a caller its outcome, unless it has one.
func (m *member) end(o outcome) {
	select {
	case m.outcome <- o:
	default:
	}
}

func newQueues(w *writer) *queues {
	return &queues{writer: w, byAPI: map[string]*queue{}, pending: map[*groupWrite]context.CancelFunc{}}
}

// submit queues a change and waits for its outcome. A caller that gives up before its
// group is sent is taken out of the queue. A caller that gives up later waits for
// the outcome of the write, for as long as the write may linger.
func (s *queues) submit(ctx context.Context, identifier string, c change) (outcome, error) {
	m := &member{ctx: ctx, change: c, outcome: make(chan outcome, 1)}
	s.enqueue(identifier, m)
	select {
	case <-ctx.Done():
		if !s.withdraw(identifier, m) {
			longer, cancel := rest.Lingering(ctx)
			defer cancel()
			select {
			case o := <-m.outcome:
				return o, o.err
			case <-longer.Done():
			}
		}
		return outcome{}, fmt.Errorf("changing the scopes of API %q: %w", identifier, ctx.Err())
	case o := <-m.outcome:
		return o, o.err
	}
}

func (s *queues) enqueue(identifier string, m *member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue(identifier)
	q.waiting = append(q.waiting, m)
	if len(q.waiting) == 1 {
		s.startHold(m.ctx, q)
		if !q.busy && (q.known == nil || s.writer.now().Sub(q.known.at) > maxListAge) {
			s.read(q)
		}
	}
	s.gather(m.ctx, q)
}

// withdraw takes a caller that gave up out of the queue, and ends the requests for
// which no other caller waits. It returns false when its group was sent.
func (s *queues) withdraw(identifier string, m *member) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue(identifier)
	before := len(q.waiting)
	q.waiting = slices.DeleteFunc(q.waiting, func(other *member) bool { return other == m })
	if len(q.waiting) == 0 && q.cancelRead != nil {
		q.cancelRead()
	}
	if !s.anyWaits() {
		for _, cancel := range s.pending {
			cancel()
		}
	}
	return len(q.waiting) < before
}

// learn records the list of an API that this process has just created.
func (s *queues) learn(id, identifier string, scopes []Scope) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queue(identifier); !q.busy {
		q.known = &knownList{id: id, scopes: slices.Clone(scopes), at: s.writer.now()}
		q.written, q.removed, q.created = nil, nil, true
	}
}

// forget drops what is known of an API that was deleted, by ID or identifier.
func (s *queues) forget(idOrIdentifier string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for identifier, q := range s.byAPI {
		if identifier != idOrIdentifier && (q.known == nil || q.known.id != idOrIdentifier) {
			continue
		}
		if q.busy {
			q.forgetAfter = true
		} else {
			q.forget()
		}
	}
}

// All below is called with the lock held.

func (s *queues) queue(identifier string) *queue {
	q := s.byAPI[identifier]
	if q == nil {
		q = &queue{record: record{identifier: identifier}}
		s.byAPI[identifier] = q
	}
	return q
}

func (s *queues) anyWaits() bool {
	for _, q := range s.byAPI {
		if len(q.waiting) > 0 {
			return true
		}
	}
	return false
}

// read reads the list of an API that is not known, or was read too long ago.
func (s *queues) read(q *queue) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(q.waiting[0].ctx))
	q.busy, q.cancelRead = true, cancel
	run := func() {
		defer cancel()
		found, at, err := s.writer.read(ctx, q.identifier, maxListAge)
		if err == nil && found.Identifier != q.identifier {
			err = &AliasError{Name: q.identifier, Identifier: found.Identifier}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		cancelled := ctx.Err() != nil
		q.endRead()
		switch {
		case len(q.waiting) == 0:
			if err == nil {
				q.known = q.answered(found, at)
			}
		case cancelled:
			s.read(q) // for the callers that came since
		case err != nil:
			q.fail(err)
		default:
			q.known = q.answered(found, at)
			s.schedule()
		}
	}
	background.Go(ctx, "reading the scopes of an API", run, func(err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		q.endRead()
		q.fail(err)
	})
}

// endRead makes the queue ready after a read, with no list.
func (q *queue) endRead() {
	q.busy, q.cancelRead, q.known, q.forgetAfter = false, nil, nil, false
}

// fail gives all who wait in a queue an error.
func (q *queue) fail(err error) {
	for _, m := range q.waiting {
		m.end(outcome{err: rest.Copy(err)})
	}
	q.waiting = nil
}
