package management

import (
	"net/url"
	"strconv"
	"time"
)

// maxOffset is how many records the service pages by number.
const maxOffset = 1000

// listing is how far the list of a kind was bought, and what was spent on
// objects outside of it. See DESIGN.md, "Reads are rented until they are
// bought", for why this costs at most twice what the better choice would have.
type listing struct {
	kind kind
	// began is when the first page was asked for, and busy how long requests for
	// pages have taken since. As long as the first page is refused, each attempt is
	// a new beginning.
	began time.Time
	busy  time.Duration
	// asked is the snapshot's counter at that time.
	asked uint64
	// total is how many objects there are, as the latest page said; limit is
	// the service's page size, which is 0 until the first page was answered. count
	// is how many objects the pages by number had; moved is set when the total
	// changed between them.
	total, limit, count int
	moved               bool
	// pages were bought the way that is in use; read objects were in them.
	pages int
	// cursor is where the next page starts once the list is paged so.
	byCursor bool
	cursor   string
	cursors  map[string]bool
	// committed is set when pages are cheaper than going on without.
	committed bool
	// ended is set when there is no further page, and complete when none is missing.
	ended, complete bool
	// spent are the requests for objects outside of the list.
	spent int
	// refused is set when the service would not list: then nothing is listed.
	refused bool
}

func newListing(k kind) *listing { return &listing{kind: k, cursors: map[string]bool{}} }

// started reports whether the first page was answered.
func (l *listing) started() bool { return l.limit > 0 }

// asking notes that a page is asked for. counter is the snapshot's.
func (l *listing) asking(now time.Time, counter uint64) {
	if !l.started() {
		l.began, l.busy, l.asked = now, 0, counter
	}
}

// expired reports whether the list is too old to be used: what its pages said,
// and also that the service refused it.
func (l *listing) expired(now time.Time) bool {
	return !l.began.IsZero() && now.Sub(l.began)-l.busy > maxAge
}

// remaining is how many pages the rest of a list takes that was started.
func (l *listing) remaining() int {
	if l.ended {
		return 0
	}
	reachable := l.total
	if !l.byCursor {
		reachable = min(reachable, maxOffset)
	}
	return max(1, (reachable+l.limit-1)/l.limit-l.pages)
}

// worthwhile reports whether to buy a page for objects that are not known and
// would take the given number of requests without; else those are spent. walking
// says that this process reads many objects.
func (l *listing) worthwhile(objects, requests int, walking bool) bool {
	switch {
	case l.refused || l.ended:
		return false
	case !l.started():
		// A page costs what one object costs, and tells how long the list is.
		return walking || l.spent+objects > 1
	case !l.committed:
		l.committed = l.spent+requests > l.remaining()
	}
	return l.committed
}

// query asks for the next page.
func (l *listing) query() url.Values {
	if !l.byCursor {
		return url.Values{"page": {strconv.Itoa(l.pages)}, "per_page": {strconv.Itoa(pageSize)}, "include_totals": {"true"}}
	}
	q := url.Values{"take": {strconv.Itoa(pageSize)}}
	if l.cursor != "" {
		q.Set("from", l.cursor)
	}
	return q
}

// bought takes over a page that was answered.
func (l *listing) bought(page listed) {
	l.pages++
	if l.byCursor {
		l.cursor = page.next
		l.ended = page.next == "" || l.cursors[page.next] || l.pages == maxPages
		l.complete = page.next == ""
		l.cursors[page.next] = true
		return
	}
	l.moved = l.moved || l.pages > 1 && page.total != l.total
	l.count += len(page.objects)
	l.total, l.limit = page.total, page.limit
	if l.limit < 1 {
		l.limit = pageSize
	}
	switch {
	case l.pages*l.limit >= l.total || len(page.objects) == 0:
		// An object that is created or deleted between two pages moves others from
		// one to the other: then some were in neither.
		l.ended, l.complete = true, l.count == l.total && !l.moved
	case l.total > maxOffset && l.kind.checkpoint && l.pages == 1:
		// Paging by number would stop short. The cursor starts over, since
		// nothing says that it keeps the same order.
		l.byCursor, l.pages = true, 0
	case (l.pages+1)*l.limit > maxOffset:
		l.ended = true
	}
}
