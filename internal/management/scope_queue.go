package management

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

const (
	// gatherTime is how long no change may arrive before a group is sent: time
	// for Terraform to hand in what it does at once. It is cut short when as many
	// callers wait as ever did, since no more can come then.
	gatherTime = 20 * time.Millisecond
	// maxHold bounds how long a group is held back, while a write of another API
	// is in flight, for more to join it.
	maxHold = 500 * time.Millisecond
	// freshness is how long a list is remembered, from the service's last
	// answer that held it, before the next group reads it again. It is the time
	// in which a change that somebody else makes meanwhile goes unseen.
	freshness = 10 * time.Second
)

// scopeChange edits the list of an API's scopes. It may keep and change the
// list that it gets, and runs again when its group is retried in parts.
type scopeChange func([]Scope) ([]Scope, error)

// scopeQueues serialise the changes of each API's scopes, since the service
// replaces the whole list. While one group of changes is in flight, the next
// gathers, so that many changes cost few requests (group commit). When several
// APIs have groups, the largest goes first and the others are held back, since
// those whose change is done bring the next ones.
type scopeQueues struct {
	client *Client

	mu     sync.Mutex
	queues map[string]*scopeQueue
	// settled tells that no change is expected any more; settling is the
	// timer that says so.
	settled  bool
	settling *time.Timer
	// callers wait for their change or are having it written; most is how many
	// did at any time so far.
	callers, most int
	// writing counts the groups in flight; starting are those that wait for
	// leave to be sent.
	writing  int
	starting map[*starter]struct{}
	// changing are the callers that have no outcome yet; came is closed when
	// another one comes.
	changing int
	came     chan struct{}
}

// starter is a write that waits for leave to be sent.
type starter struct{ cancel context.CancelFunc }

// scopeQueue is the queue of one API.
type scopeQueue struct {
	identifier string
	waiting    []*scopeWriter
	// busy is set during a request; known belongs to that request then.
	busy bool
	// stopReading ends the read that nobody waits for any more.
	stopReading context.CancelFunc
	// known is the API's list as the service last answered it; nil before.
	known *knownScopes
	// forget has the list forgotten after the request that is under way.
	forget bool
	// overdue is set when the first one waiting has been held for maxHold.
	overdue bool
	hold    *time.Timer
	// put are the scopes that this process wrote and did not remove, removed
	// those that it removed and did not write again.
	put     map[string]Scope
	removed map[string]struct{}
	// created tells that this process created the API: nobody else knows it yet.
	created bool
	// unverified tells that the list was written and not looked at since.
	unverified bool
	// took is how old the list was that the last write was made from, when that
	// was answered.
	took time.Duration
}

// knownScopes is an API's list of scopes.
type knownScopes struct {
	id     string
	scopes []Scope
	// at is when the service answered it.
	at time.Time
	// restored are the names of scopes that this process wrote before, that
	// somebody else has removed, and that the next write brings back.
	restored []string
}

// scopeWriter is one caller in the queue.
type scopeWriter struct {
	// counted is set once it is counted out of the callers.
	counted bool
	ctx     context.Context
	change  scopeChange
	outcome chan scopeOutcome
}

// scopeOutcome is what became of one change.
type scopeOutcome struct {
	// scopes is the API's list after the change.
	scopes []Scope
	// interference is what somebody else was seen to do meanwhile.
	interference []Interference
	err          error
}

func newScopeQueues(client *Client) *scopeQueues {
	return &scopeQueues{client: client, queues: map[string]*scopeQueue{}, starting: map[*starter]struct{}{}, came: make(chan struct{})}
}

// submit makes a change. The last one out looks whether it lasted.
func (s *scopeQueues) submit(ctx context.Context, identifier string, change scopeChange) (scopeOutcome, error) {
	s.come()
	o, err := s.make(ctx, identifier, change)
	if s.last() {
		o.interference = append(o.interference, s.verify(ctx)...)
	}
	return o, err
}

// make queues a change and waits for its outcome. A caller that gives up
// before its group is sent leaves the queue; one that does so later waits for
// what becomes of the write, as long as that goes on.
func (s *scopeQueues) make(ctx context.Context, identifier string, change scopeChange) (scopeOutcome, error) {
	w := &scopeWriter{ctx: ctx, change: change, outcome: make(chan scopeOutcome, 1)}
	s.enter(identifier, w)
	select {
	case <-ctx.Done():
		if !s.leave(identifier, w) {
			longer, cancel := lingering(ctx)
			defer cancel()
			select {
			case o := <-w.outcome:
				return o, o.err
			case <-longer.Done():
			}
		}
		return scopeOutcome{}, fmt.Errorf("changing the scopes of API %q: %w", identifier, ctx.Err())
	case o := <-w.outcome:
		return o, o.err
	}
}

func (s *scopeQueues) enter(identifier string, w *scopeWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue(identifier)
	q.waiting = append(q.waiting, w)
	if len(q.waiting) == 1 {
		q.overdue = false
		var hold *time.Timer
		hold = time.AfterFunc(maxHold, func() {
			defer background.Recover(w.ctx, "starting a write of scopes", s.refuseAll)
			s.mu.Lock()
			defer s.mu.Unlock()
			if q.hold == hold {
				q.overdue = true
				s.schedule()
			}
		})
		q.hold = hold
		if !q.busy && (q.known == nil || s.client.options.Now().Sub(q.known.at) > freshness) {
			s.read(q)
		}
	}
	s.callers++
	s.settle(w.ctx)
	s.most = max(s.most, s.callers)
}

// leave takes a caller that gave up out of the queue, and ends what only it
// waited for; false when its group is on its way.
func (s *scopeQueues) leave(identifier string, w *scopeWriter) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue(identifier)
	before := len(q.waiting)
	q.waiting = slices.DeleteFunc(q.waiting, func(other *scopeWriter) bool { return other == w })
	s.callers -= before - len(q.waiting)
	if len(q.waiting) == 0 && q.stopReading != nil {
		q.stopReading()
	}
	if !s.anyWaits() {
		for one := range s.starting {
			one.cancel()
		}
	}
	return len(q.waiting) < before
}

// learn notes the list of an API that this process has just created, so that
// it is not read before the first write.
func (s *scopeQueues) learn(api *ResourceServer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.queue(api.Identifier); !q.busy {
		q.known = &knownScopes{id: api.ID, scopes: slices.Clone(api.Scopes), at: s.client.options.Now()}
		q.put, q.removed, q.created = nil, nil, true
	}
}

// forget drops what is known of an API that was deleted, by ID or identifier.
func (s *scopeQueues) forget(idOrIdentifier string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for identifier, q := range s.queues {
		if identifier != idOrIdentifier && (q.known == nil || q.known.id != idOrIdentifier) {
			continue
		}
		if q.busy {
			q.forget = true
		} else {
			q.forgetList()
		}
	}
}

// forgetList drops what is known of a list, and of what was written to it.
func (q *scopeQueue) forgetList() {
	q.known, q.put, q.removed = nil, nil, nil
	q.created, q.unverified, q.forget = false, false, false
}

// All below is called with the lock held.

func (s *scopeQueues) queue(identifier string) *scopeQueue {
	q := s.queues[identifier]
	if q == nil {
		q = &scopeQueue{identifier: identifier}
		s.queues[identifier] = q
	}
	return q
}

func (s *scopeQueues) anyWaits() bool {
	for _, q := range s.queues {
		if len(q.waiting) > 0 {
			return true
		}
	}
	return false
}

// settle starts the time over in which nothing may arrive; when nothing can,
// that time is over. ctx has the log.
func (s *scopeQueues) settle(ctx context.Context) {
	if s.settling != nil {
		s.settling.Stop()
	}
	if s.settled = s.callers == s.most; s.settled {
		s.settling = nil
		s.schedule()
		return
	}
	var settling *time.Timer
	settling = time.AfterFunc(gatherTime, func() {
		defer background.Recover(ctx, "starting a write of scopes", s.refuseAll)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.settling == settling {
			s.settled = true
			s.schedule()
		}
	})
	s.settling = settling
}

// schedule starts as many writes as may start now: one while none is in flight,
// and one for each group that has been held for as long as it may.
func (s *scopeQueues) schedule() {
	ready, overdue := 0, 0
	for _, q := range s.queues {
		if q.ready() {
			ready++
			if q.overdue {
				overdue++
			}
		}
	}
	want := overdue
	if s.settled && s.writing == 0 && ready > 0 {
		want = max(want, 1)
	}
	for len(s.starting) < want {
		s.start()
	}
}

// ready tells that the queue has a group that can be written.
func (q *scopeQueue) ready() bool { return !q.busy && len(q.waiting) > 0 && q.known != nil }

// next chooses the group to be written: the largest of those that are overdue,
// or else of all.
func (s *scopeQueues) next() *scopeQueue {
	var best *scopeQueue
	for _, q := range s.queues {
		switch {
		case !q.ready():
		case best == nil, q.overdue && !best.overdue:
			best = q
		case q.overdue == best.overdue && len(q.waiting) > len(best.waiting):
			best = q
		}
	}
	return best
}
