package management

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

// reader answers the reads of one kind with few requests: it gathers those that
// come at the same time, and decides for each batch whether to ask for single
// objects or for pages of the list.
type reader struct {
	client *Client
	kind   kind

	mu       sync.Mutex
	snapshot *snapshot
	listing  *listing
	// grants are those on an API, where they were asked for by themselves.
	grants map[string]knownGrants
	// whole is when reading the whole list for a search began; zero before.
	whole time.Time
	// queue are the wants to be decided about, in order of arrival.
	queue []*want
	// open are the wants that others may join, also while their request is
	// under way.
	open map[ref]*want
	// unanswered are the wants that callers wait for.
	unanswered map[*want]struct{}
	// arrivals counts wants, for whoever waits for more.
	arrivals int
	// batch is the goroutine that serves the queue; nil when it is empty.
	batch *batch
}

// want is an object that callers wait for.
type want struct {
	ref ref
	// asked is the snapshot's counter when the want arose.
	asked   uint64
	callers int
	// alone is set when only a request of its own can answer.
	alone bool
	// cancel ends that request.
	cancel context.CancelFunc
	done   chan struct{} // closed when answer and err are set
	answer []byte
	err    error
}

func newReader(c *Client, k kind) *reader {
	return &reader{client: c, kind: k, snapshot: newSnapshot(k, c.options.Now), listing: newListing(k), grants: map[string]knownGrants{},
		open: map[ref]*want{}, unanswered: map[*want]struct{}{}}
}

// read reads an object into a value of the caller's own.
func read[T any](ctx context.Context, rd *reader, wanted ref) (*T, error) {
	r := wanted.request(rd.kind)
	answer, err := rd.read(ctx, wanted)
	if err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("%s: %w", r, ctx.Err())
		}
		return nil, err
	}
	out := new(T)
	if err := r.decode(answer, out); err != nil {
		return nil, err
	}
	return out, nil
}

// read returns the service's form of an object, from the snapshot where that
// serves. Callers that want the same at the same time share; one that gives up
// does not end it for the others.
func (rd *reader) read(ctx context.Context, wanted ref) ([]byte, error) {
	rd.mu.Lock()
	if answer := rd.known(wanted); answer != nil {
		rd.mu.Unlock()
		rd.client.stats.savedReads(1)
		return answer, nil
	}
	w := rd.open[wanted]
	if w == nil || rd.overtaken(w) {
		w = &want{ref: wanted, asked: rd.snapshot.counter, done: make(chan struct{})}
		rd.open[wanted] = w
		rd.unanswered[w] = struct{}{}
		rd.queue = append(rd.queue, w)
		rd.arrivals++
		if rd.batch == nil {
			b := newBatch(ctx, rd)
			rd.batch = b
			background.Go(b.ctx, "reading "+rd.kind.path, b.run, b.fail)
		}
	} else {
		rd.client.stats.savedReads(1)
	}
	w.callers++
	rd.mu.Unlock()

	select {
	case <-w.done:
		return w.answer, ownCopy(w.err)
	case <-ctx.Done():
		rd.leave(w)
		return nil, ctx.Err()
	}
}

// known is the answer to what a caller wants; nil where it has to be asked for.
func (rd *reader) known(wanted ref) []byte {
	if wanted.audience != "" {
		return rd.knownGrants(wanted.audience)
	}
	if e := rd.snapshot.find(wanted); e != nil {
		return e.raw
	}
	return nil
}

// overtaken tells whether a write may concern what is being asked for.
func (rd *reader) overtaken(w *want) bool {
	if w.ref.audience != "" {
		return rd.snapshot.counter != w.asked
	}
	return rd.snapshot.changedSince(w.asked, w.ref.id, w.ref.alias, w.ref.either)
}

// outdate has an object read again that was read longer than maxAge ago.
func (rd *reader) outdate(wanted ref, maxAge time.Duration) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if e := rd.snapshot.find(wanted); e != nil && rd.client.options.Now().Sub(e.read) > maxAge {
		rd.snapshot.remove(e)
	}
}

// relist has the list count as not bought, for whoever wants many objects anew.
func (rd *reader) relist() {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.listing = newListing(rd.kind)
}

// readAt is when an object was read, or otherwise if the snapshot does not hold it.
func (rd *reader) readAt(wanted ref, otherwise time.Time) time.Time {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if e := rd.snapshot.find(wanted); e != nil {
		return e.read
	}
	return otherwise
}

// leave is a caller giving up. When nobody else waits, what serves it ends.
func (rd *reader) leave(w *want) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if w.callers--; w.callers > 0 {
		return
	}
	rd.close(w)
	delete(rd.unanswered, w)
	if w.cancel != nil {
		w.cancel()
	}
	rd.queue = slices.DeleteFunc(rd.queue, func(q *want) bool { return q == w })
	if len(rd.queue) == 0 && rd.batch != nil {
		// Whoever comes next must not depend on what is being cancelled.
		rd.batch.cancel()
		rd.batch = nil
	}
}

// close keeps others from joining a want.
func (rd *reader) close(w *want) {
	if rd.open[w.ref] == w {
		delete(rd.open, w.ref)
	}
}

// settle gives a want's callers their answer, unless they have one or gave up.
func (rd *reader) settle(w *want, answer []byte, err error) {
	if _, waiting := rd.unanswered[w]; !waiting {
		return
	}
	delete(rd.unanswered, w)
	rd.close(w)
	w.answer, w.err = answer, err
	close(w.done)
}

// settleKnown answers the wants of the queue that the snapshot holds: by what
// one request answered, as a rule.
func (rd *reader) settleKnown() {
	before := len(rd.queue)
	defer func() { rd.client.stats.savedReads(max(before-len(rd.queue)-1, 0)) }()
	rd.queue = slices.DeleteFunc(rd.queue, func(w *want) bool {
		answer := rd.known(w.ref)
		if answer == nil {
			return false
		}
		rd.settle(w, answer, nil)
		return true
	})
}

// asking is the point at which a request is sent, for [reader.learn].
func (rd *reader) asking() (counter uint64, now time.Time) {
	return rd.snapshot.counter, rd.client.options.Now()
}

// learn remembers the objects of an answer.
func (rd *reader) learn(objects [][]byte, asked uint64, read time.Time, from *listing) {
	for _, raw := range objects {
		if who, known := rd.kind.identify(raw); known {
			rd.snapshot.put(who, raw, asked, read, from)
		}
	}
}
