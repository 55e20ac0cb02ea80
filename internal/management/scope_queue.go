package management

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// scopeChange edits the list of an API's scopes. It may keep and change the
// list that it gets, and runs again when its group is retried.
type scopeChange func([]Scope) ([]Scope, error)

// scopeQueues serialise the changes of each API's scopes, since the service
// replaces the whole list. While one group of changes is in flight, the next
// gathers, so that many changes cost few requests (group commit).
type scopeQueues struct {
	client *Client
	mu     sync.Mutex
	// waiting has a key for each API whose queue runs.
	waiting map[string][]*scopeWriter
}

// scopeWriter is one caller in the queue.
type scopeWriter struct {
	ctx     context.Context
	change  scopeChange
	outcome chan scopeOutcome
}

type scopeOutcome struct {
	scopes []Scope
	err    error
}

func newScopeQueues(client *Client) *scopeQueues {
	return &scopeQueues{client: client, waiting: map[string][]*scopeWriter{}}
}

// submit queues a change and waits for its outcome: the API's scopes after it.
// A caller that gives up before its group starts leaves the queue; one that
// does so later does not learn whether the change was made.
func (q *scopeQueues) submit(ctx context.Context, identifier string, change scopeChange) ([]Scope, error) {
	w := &scopeWriter{ctx: ctx, change: change, outcome: make(chan scopeOutcome, 1)}
	q.mu.Lock()
	_, running := q.waiting[identifier]
	q.waiting[identifier] = append(q.waiting[identifier], w)
	if !running {
		go q.run(identifier) //nolint:contextcheck // the queue serves callers that come later; whileAnyWaits heeds their contexts
	}
	q.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("changing the scopes of API %q: %w", identifier, ctx.Err())
	case o := <-w.outcome:
		return o.scopes, o.err
	}
}

// run writes group after group of one API until none waits.
func (q *scopeQueues) run(identifier string) {
	for {
		q.mu.Lock()
		group := q.waiting[identifier]
		if len(group) == 0 {
			delete(q.waiting, identifier)
			q.mu.Unlock()
			return
		}
		q.waiting[identifier] = nil
		q.mu.Unlock()
		q.write(identifier, group)
	}
}

// write makes the changes of a group in one PATCH. When the service refuses it,
// one member may be to blame: each is then tried alone.
func (q *scopeQueues) write(identifier string, group []*scopeWriter) {
	group = slices.DeleteFunc(group, func(w *scopeWriter) bool { return w.ctx.Err() != nil })
	if len(group) == 0 {
		return
	}
	edit := scopeEdit{client: q.client, identifier: identifier, group: group}
	err := edit.commit()
	if isBadRequest(err) && len(group) > 1 {
		for i := range group {
			q.write(identifier, group[i:i+1:i+1])
		}
		return
	}
	for i, w := range group {
		switch {
		case edit.refused[i] != nil:
			w.outcome <- scopeOutcome{err: edit.refused[i]}
		case err != nil:
			w.outcome <- scopeOutcome{err: ownCopy(err)}
		default:
			w.outcome <- scopeOutcome{scopes: slices.Clone(edit.scopes)}
		}
	}
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
