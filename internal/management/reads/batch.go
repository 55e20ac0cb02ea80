package reads

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// maxGather and minGather bound how long a read waits for others: as long as the
	// service takes to answer, which is not noticed beside the answer, and long enough
	// for the ten reads that Terraform starts at a time. gatherRounds is how often again
	// it waits while others come.
	maxGather    = 3 * time.Millisecond
	minGather    = time.Millisecond
	gatherRounds = 5
)

// batch serves the queue of a reader until the queue is empty or no caller waits.
type batch struct {
	*reader
	ctx    context.Context
	cancel context.CancelFunc
}

// newBatch makes a batch whose requests carry the values of the first caller's
// context, but end when no caller waits.
func newBatch(ctx context.Context, rd *reader) *batch {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	return &batch{reader: rd, ctx: shared, cancel: cancel}
}

func (b *batch) run() {
	defer b.cancel()
	b.reads.rest.FetchToken(b.ctx) // takes a while, in which other reads come
	for b.ctx.Err() == nil {
		b.gather()
		request, more := b.advance()
		if !more {
			return
		}
		if request != nil {
			request()
		}
	}
}

// advance answers what is known and decides how to get the rest; false when the
// batch is over.
func (b *batch) advance() (request func(), more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.batch != b {
		return nil, false
	}
	b.answerKnown()
	if len(b.queue) == 0 {
		b.batch = nil
		return nil, false
	}
	return b.decide(), true
}

// fail ends a batch that panicked: the callers that it was to serve get the error.
// Those whose request is in flight get its answer.
func (b *batch) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.batch != b {
		return // another batch serves the queue
	}
	b.batch, b.queue = nil, nil
	for w := range b.unanswered {
		if w.cancel == nil {
			b.answer(w, nil, err)
		}
	}
}

// gather waits until no further wants arrive, up to a limit.
func (b *batch) gather() {
	arrived, decided := b.undecided()
	if decided {
		return
	}
	pause := maxGather
	if latency := b.reads.rest.Pacer.Supply().Latency; latency > 0 {
		pause = min(max(latency, minGather), maxGather)
	}
	for range gatherRounds {
		if b.reads.pause(b.ctx, pause) != nil {
			return
		}
		b.mu.Lock()
		more := b.arrivals != arrived
		arrived = b.arrivals
		b.mu.Unlock()
		if !more {
			return
		}
	}
}

// undecided answers what is known, and reports whether the next request is certain
// already. arrived is how many wants came so far.
func (b *batch) undecided() (arrived int, decided bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answerKnown()
	l := b.listing
	paging := l.committed && !l.ended && !l.refused // a page, whatever comes
	return b.arrivals, len(b.queue) == 0 || paging
}

// decide chooses how to get the wants in the queue. It returns the request to make
// without the lock; nil when all that it started run by themselves.
func (b *batch) decide() func() {
	if b.listing.expired(b.reads.now()) {
		b.listing = newListing(b.kind)
	}
	direct, others := split(b.queue, func(w *want) bool { return w.direct })
	listable, single := split(others, b.listable)
	if len(listable) == 1 {
		listable, single = nil, others
	}
	b.queue = others
	for _, w := range direct {
		b.start(w)
	}
	if len(others) == 0 {
		return nil
	}
	requests := len(single) + (len(listable)+maxFiltered-1)/maxFiltered
	// The first page costs as much as the grants on one API.
	several := b.reads.paging.Load() || slices.ContainsFunc(others, func(w *want) bool { return w.ref.Audience != "" })
	if b.listing.worthwhile(len(others), requests, several) {
		return b.readPage(others)
	}
	b.listing.spent += len(single)
	for _, w := range single {
		b.start(w)
	}
	b.queue = listable
	if len(listable) == 0 {
		return nil
	}
	b.listing.spent++
	return b.readByIdentifiers(listable)
}

// listable reports whether a want can be listed by its identifier. Where the list
// is complete and lacks the object, only the direct read can answer.
func (b *batch) listable(w *want) bool {
	return b.kind.byIdentifier && w.ref.filter() != "" && !b.listing.refused && !b.listing.complete
}

// readPage reads the next page of the list, for the wants that wait.
func (b *batch) readPage(waiting []*want) func() {
	l := b.listing
	asked, read := b.mark()
	l.requested(read, asked)
	query := l.query()
	return func() {
		b.reads.paging.Store(true)
		page, err := b.reads.fetchPage(b.ctx, b.kind, query)
		b.mu.Lock()
		defer b.mu.Unlock()
		l.busy += b.reads.now().Sub(read)
		if err != nil {
			b.listFailed(waiting, err)
			return
		}
		l.add(page)
		b.learn(page.objects, asked, read, l)
	}
}

// readByIdentifiers lists as many of the wants as one request can. The objects that
// the list lacks probably do not exist, which a direct read then confirms.
func (b *batch) readByIdentifiers(wants []*want) func() {
	identifiers := make([]string, len(wants))
	for i, w := range wants {
		identifiers[i] = w.ref.filter()
	}
	count := countFiltered(identifiers)
	wants = slices.Clone(wants[:count])
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "include_totals": {"true"}, "identifiers": identifiers[:count]}
	asked, read := b.mark()
	return func() {
		page, err := b.reads.fetchPage(b.ctx, b.kind, query)
		b.mu.Lock()
		defer b.mu.Unlock()
		if err != nil {
			b.listFailed(wants, err)
			return
		}
		b.learn(page.objects, asked, read, nil)
		for _, w := range wants {
			w.direct = true // unless it is known now
		}
	}
}

// listFailed decides what becomes of wants when listing failed. A list that the
// service cannot make says nothing about an object, which is then read directly. A
// refusal of the caller would be the same for each object, since the list requires
// the scopes that its objects require: all who wait get it.
func (b *batch) listFailed(waiting []*want, err error) {
	if isMalformed(err) || rest.IsBadRequest(err) || rest.IsNotFound(err) || rest.IsServerFailure(err) {
		b.listing.refused = true
		return
	}
	b.queue = slices.DeleteFunc(b.queue, func(w *want) bool {
		if !slices.Contains(waiting, w) {
			return false
		}
		b.answer(w, nil, err)
		return true
	})
}

// start reads one object, or the grants on one API, by a request of its own, which
// ends when none of its callers waits.
func (b *batch) start(w *want) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.ctx))
	asked, read := b.mark()
	w.cancel = cancel
	run := func() {
		defer cancel()
		if w.ref.Audience != "" {
			b.readGrants(ctx, w, asked, read)
			return
		}
		raw, err := b.reads.rest.Call(ctx, w.ref.request(b.kind))
		b.mu.Lock()
		defer b.mu.Unlock()
		if err == nil {
			b.learn([]Object{b.kind.object(raw)}, asked, read, nil)
		}
		b.answer(w, raw, err)
	}
	background.Go(ctx, "reading "+b.kind.segment, run, func(err error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.answer(w, nil, err)
	})
}

// split divides a list in two, each in the order of the whole.
func split(all []*want, first func(*want) bool) (yes, no []*want) {
	for _, w := range all {
		if first(w) {
			yes = append(yes, w)
		} else {
			no = append(no, w)
		}
	}
	return yes, no
}
