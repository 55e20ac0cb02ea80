package management

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"time"
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

// batch serves the queue of a reader until it is empty or nobody waits.
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
		b.mu.Lock()
		if b.batch != b {
			b.mu.Unlock()
			return
		}
		b.settleKnown()
		if len(b.queue) == 0 {
			b.batch = nil
			b.mu.Unlock()
			return
		}
		next := b.decide()
		b.mu.Unlock()
		if next != nil {
			next()
		}
	}
}

// gather waits until no more wants come, but not for long.
func (b *batch) gather() {
	b.mu.Lock()
	b.settleKnown()
	// Nobody waits, or the next page will be bought whoever comes.
	decided := len(b.queue) == 0 || b.listing.committed && !b.listing.ended
	arrived := b.arrivals
	b.mu.Unlock()
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
	if !l.started() {
		l.began, l.asked = read, asked
	}
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

// unlisted is what becomes of wants when the service does not list. What it
// says of the list says nothing about an object, unless it speaks of the caller.
func (b *batch) unlisted(waiting []*want, err error) {
	var malformed malformedError
	if errors.As(err, &malformed) || isBadRequest(err) || IsNotFound(err) {
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
	w.cancel = cancel
	asked, read := b.asking()
	go func() {
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
	}()
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
