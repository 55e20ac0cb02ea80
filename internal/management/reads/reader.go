package reads

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// reader answers the reads of one kind with few requests: it gathers those that
// come at the same time, and decides for each batch whether to request single
// objects or pages of the list.
type reader struct {
	reads *Reads
	kind  Kind

	mu       sync.Mutex
	snapshot *snapshot
	listing  *listing
	// grants are the grants on an API, by identifier, where a request of its own
	// listed them.
	grants map[string]knownGrants
	// searched is when the last reading of the whole list for a search began; zero
	// before the first.
	searched time.Time
	// queue are the wants to be decided about, in order of arrival.
	queue []*want
	// open are the wants that other callers may join, also while their request is
	// in flight.
	open map[Ref]*want
	// unanswered are the wants that callers wait for.
	unanswered map[*want]struct{}
	// arrivals counts wants, so that a batch notices new ones.
	arrivals int
	// batch is the goroutine that serves the queue; nil when the queue is empty.
	batch *batch
}

// want is an object that callers wait for.
type want struct {
	ref Ref
	// asked is the snapshot's counter at the time that the want arose.
	asked   uint64
	callers int
	// direct is set when only a request for this object can answer.
	direct bool
	// cancel ends that request.
	cancel context.CancelFunc
	done   chan struct{} // closed when raw and err are set
	raw    []byte
	err    error
}

func newReader(r *Reads, k Kind) *reader {
	return &reader{reads: r, kind: k, snapshot: newSnapshot(k, r.now), listing: newListing(k), grants: map[string]knownGrants{},
		open: map[Ref]*want{}, unanswered: map[*want]struct{}{}}
}

// read returns the service's form of an object, from the snapshot if possible.
// Callers that want the same object at the same time share a want; a caller that
// gives up does not end it for the others.
func (rd *reader) read(ctx context.Context, wanted Ref) ([]byte, error) {
	rd.mu.Lock()
	if raw := rd.known(wanted); raw != nil {
		rd.mu.Unlock()
		rd.reads.rest.CountSavedReads(1)
		return raw, nil
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
			background.Go(b.ctx, "reading "+rd.kind.segment, b.run, b.fail)
		}
	} else {
		rd.reads.rest.CountSavedReads(1)
	}
	w.callers++
	rd.mu.Unlock()

	select {
	case <-w.done:
		return w.raw, rest.Copy(w.err)
	case <-ctx.Done():
		rd.abandon(w)
		return nil, ctx.Err()
	}
}

// known returns the answer to what a caller wants; nil where it takes a request.
func (rd *reader) known(wanted Ref) []byte {
	if wanted.Audience != "" {
		return rd.knownGrants(wanted.Audience)
	}
	if e := rd.snapshot.find(wanted); e != nil {
		return e.Raw
	}
	return nil
}

// overtaken reports whether a write may have changed what a want asks for.
func (rd *reader) overtaken(w *want) bool {
	if w.ref.Audience != "" {
		return rd.snapshot.counter != w.asked
	}
	return rd.snapshot.changedSince(w.asked, w.ref.ID, w.ref.Alias, w.ref.Either)
}

// abandon counts out a caller that gave up. When no other caller waits, the
// request for the object ends.
func (rd *reader) abandon(w *want) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	if w.callers--; w.callers > 0 {
		return
	}
	rd.stopJoining(w)
	delete(rd.unanswered, w)
	if w.cancel != nil {
		w.cancel()
	}
	rd.queue = slices.DeleteFunc(rd.queue, func(q *want) bool { return q == w })
	if len(rd.queue) == 0 && rd.batch != nil {
		// The next caller must not depend on a batch that is being cancelled.
		rd.batch.cancel()
		rd.batch = nil
	}
}

// stopJoining keeps further callers from joining a want.
func (rd *reader) stopJoining(w *want) {
	if rd.open[w.ref] == w {
		delete(rd.open, w.ref)
	}
}

// answer answers a want, unless it was answered before or no caller waits.
func (rd *reader) answer(w *want, raw []byte, err error) {
	if _, waiting := rd.unanswered[w]; !waiting {
		return
	}
	delete(rd.unanswered, w)
	rd.stopJoining(w)
	w.raw, w.err = raw, err
	close(w.done)
}

// answerKnown answers the wants of the queue whose objects are known: usually
// from the answer to one request.
func (rd *reader) answerKnown() {
	before := len(rd.queue)
	defer func() { rd.reads.rest.CountSavedReads(max(before-len(rd.queue)-1, 0)) }()
	rd.queue = slices.DeleteFunc(rd.queue, func(w *want) bool {
		raw := rd.known(w.ref)
		if raw == nil {
			return false
		}
		rd.answer(w, raw, nil)
		return true
	})
}

// mark returns the point at which a request is sent, for [reader.learn].
func (rd *reader) mark() (counter uint64, now time.Time) {
	return rd.snapshot.counter, rd.reads.now()
}

// learn remembers the objects of an answer.
func (rd *reader) learn(objects []Object, asked uint64, read time.Time, from *listing) {
	for _, o := range objects {
		if o.ID != "" {
			rd.snapshot.put(o, asked, read, from)
		}
	}
}

// wrote has the snapshot take over the outcome of a write.
func (rd *reader) wrote(name string, answer []byte, began uint64) {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.snapshot.wrote(name, answer, began)
}

// forget drops what is known of the kind.
func (rd *reader) forget() {
	rd.mu.Lock()
	defer rd.mu.Unlock()
	rd.snapshot.forget()
	rd.listing, rd.searched = newListing(rd.kind), time.Time{}
	clear(rd.grants)
}
