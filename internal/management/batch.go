package management

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

const (
	// gatherFor is how long a read waits for others to come, and gatherRounds
	// how often again while they do. A lone read does not notice; all the ten
	// that Terraform sends at a time arrive within.
	gatherFor    = 3 * time.Millisecond
	gatherRounds = 5
	// maxFiltered and maxFilterLength bound the objects that one request lists
	// by their identifiers: in number, and in bytes of the URL.
	maxFiltered     = 50
	maxFilterLength = 4000
)

// batch serves the queue of a reader until it is empty or no caller waits.
type batch struct {
	*reader
	ctx    context.Context
	cancel context.CancelFunc
}

// newBatch is a batch whose requests carry the values of the first caller's
// context, but end when no caller waits.
func newBatch(ctx context.Context, rd *reader) *batch {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	return &batch{reader: rd, ctx: shared, cancel: cancel}
}

func (b *batch) run() {
	defer b.cancel()
	// Fetching the first token takes a while, in which others arrive. Should it
	// fail, the requests say so.
	_, _ = b.client.tokens.Token(b.ctx)
	for b.ctx.Err() == nil {
		b.gather()
		next, more := b.advance()
		if !more {
			return
		}
		if next != nil {
			next()
		}
	}
}

// advance answers what is known and decides on the rest; false when the batch
// is over.
func (b *batch) advance() (next func(), more bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.batch != b {
		return nil, false
	}
	b.settleKnown()
	if len(b.queue) == 0 {
		b.batch = nil
		return nil, false
	}
	return b.decide(), true
}

// fail ends a batch that panicked: the callers that it was to serve get the
// error. Those whose request is on its way get its answer.
func (b *batch) fail(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.batch != b {
		return // another batch serves the queue
	}
	b.batch, b.queue = nil, nil
	for w := range b.unanswered {
		if w.cancel == nil {
			b.settle(w, nil, err)
		}
	}
}

// gather waits until no more wants come, but not for long.
func (b *batch) gather() {
	arrived, decided := b.undecided()
	if decided {
		return
	}
	for range gatherRounds {
		if b.client.options.Pause(b.ctx, gatherFor) != nil {
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

// undecided answers what is known, and reports whether it is certain already
// what comes next. arrived is how many wants there were so far.
func (b *batch) undecided() (arrived int, decided bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.settleKnown()
	l := b.listing
	buying := l.committed && !l.ended && !l.refused // a page, whoever comes
	return b.arrivals, len(b.queue) == 0 || buying
}

// decide chooses how to go on for the wants in the queue, and returns the
// request to make without the lock; nil when those were started that need no
// waiting for.
func (b *batch) decide() func() {
	if b.listing.expired(b.client.options.Now()) {
		b.listing = newListing(b.kind) // what its pages told is forgotten too
	}
	alone, others := split(b.queue, func(w *want) bool { return w.alone })
	filterable, single := split(others, func(w *want) bool { return b.filters(w) })
	if len(filterable) == 1 {
		filterable, single = nil, others
	}
	b.queue = others
	for _, w := range alone {
		b.start(w)
	}
	if len(others) == 0 {
		return nil
	}
	requests := len(single) + (len(filterable)+maxFiltered-1)/maxFiltered
	// The first page costs what the grants on one API cost.
	several := b.client.walking.Load() || slices.ContainsFunc(others, func(w *want) bool { return w.ref.audience != "" })
	if b.listing.worthwhile(len(others), requests, several) {
		return b.buyPage(others)
	}
	b.listing.spent += len(single)
	for _, w := range single {
		b.start(w)
	}
	b.queue = filterable
	if len(filterable) == 0 {
		return nil
	}
	b.listing.spent++
	return b.fetchFiltered(filterable)
}

// filters tells whether a want can be listed by its identifier. A list that is
// complete had it if it existed: what is needed then is the direct read.
func (b *batch) filters(w *want) bool {
	return b.kind.filtered && w.ref.filter() != "" && !b.listing.refused && !b.listing.complete
}

// buyPage reads the next page of the list, on behalf of the wants that wait.
func (b *batch) buyPage(waiting []*want) func() {
	l := b.listing
	asked, read := b.asking()
	l.asking(read, asked)
	query := l.query()
	return func() {
		b.client.walking.Store(true)
		page, err := b.client.fetchList(b.ctx, b.kind, query)
		b.mu.Lock()
		defer b.mu.Unlock()
		l.busy += b.client.options.Now().Sub(read)
		if err != nil {
			b.unlisted(waiting, err)
			return
		}
		l.bought(page)
		b.learn(bytesOf(page.objects), asked, read, l)
	}
}

// fetchFiltered lists as many of the wants as one request can. Those that the
// list lacks are probably gone, which a direct read then says.
func (b *batch) fetchFiltered(wants []*want) func() {
	aliases := make([]string, len(wants))
	for i, w := range wants {
		aliases[i] = w.ref.filter()
	}
	count := filterable(aliases)
	wants = slices.Clone(wants[:count])
	query := url.Values{"per_page": {strconv.Itoa(pageSize)}, "include_totals": {"true"}, "identifiers": aliases[:count]}
	asked, read := b.asking()
	return func() {
		page, err := b.client.fetchList(b.ctx, b.kind, query)
		b.mu.Lock()
		defer b.mu.Unlock()
		if err != nil {
			b.unlisted(wants, err)
			return
		}
		b.learn(bytesOf(page.objects), asked, read, nil)
		for _, w := range wants {
			w.alone = true // unless it is known now
		}
	}
}

// filterable is how many of the aliases, in their order, one request can list by.
func filterable(aliases []string) int {
	length, count := 0, 0
	for _, alias := range aliases[:min(len(aliases), maxFiltered)] {
		if length += len("&identifiers=") + len(url.QueryEscape(alias)); length > maxFilterLength && count > 0 {
			break
		}
		count++
	}
	return count
}

// unlisted is what becomes of wants when the service does not list. A list that
// it cannot make says nothing about an object, which is then read by itself. A
// refusal of the caller would be the same for each object, since the list takes
// the scopes that its objects take: it is the answer to all who wait.
func (b *batch) unlisted(waiting []*want, err error) {
	var malformed malformedError
	if errors.As(err, &malformed) || isBadRequest(err) || IsNotFound(err) || isServerFailure(err) {
		b.listing.refused = true
		return
	}
	b.queue = slices.DeleteFunc(b.queue, func(w *want) bool {
		if !slices.Contains(waiting, w) {
			return false
		}
		b.settle(w, nil, err)
		return true
	})
}

// start reads one object, or the grants on one API, by a request of its own, which ends when none of its
// callers waits.
func (b *batch) start(w *want) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(b.ctx))
	asked, read := b.asking()
	w.cancel = cancel
	run := func() {
		defer cancel()
		if w.ref.audience != "" {
			b.fetchGrants(ctx, w, asked, read)
			return
		}
		answer, err := b.client.call(ctx, w.ref.request(b.kind))
		b.mu.Lock()
		defer b.mu.Unlock()
		if err == nil {
			b.learn([][]byte{answer}, asked, read, nil)
		}
		b.settle(w, answer, err)
	}
	background.Go(ctx, "reading "+b.kind.path, run, func(err error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.settle(w, nil, err)
	})
}

// split parts a list in two, each in the order of the whole.
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

func bytesOf(objects []json.RawMessage) [][]byte {
	out := make([][]byte, len(objects))
	for i, o := range objects {
		out[i] = o
	}
	return out
}
