package reads

import (
	"net/url"
	"strconv"
	"time"
)

// maxOffset is how many objects the service pages by number.
const maxOffset = 1000

// listing records how far the list of a kind was read, and the requests that were
// spent on objects outside of it. See DESIGN.md, "Reads are rented until they are
// bought", for why this costs at most twice what the better choice would have.
type listing struct {
	kind Kind
	// began is when the first page was requested, and busy is how long the requests
	// for pages have taken since. Until the first page is answered, each attempt
	// begins the list again.
	began time.Time
	busy  time.Duration
	// asked is the snapshot's counter at that time.
	asked uint64
	// total is how many objects there are, according to the latest page; limit is
	// the service's page size, which is 0 until the first page was answered. count
	// is how many objects the pages by number had; moved is set when the total
	// changed between them.
	total, limit, count int
	moved               bool
	// pages counts the pages that were read by the pagination that is in use.
	pages int
	// cursor is where the next page starts, once the list is paged by cursor.
	byCursor bool
	cursor   string
	cursors  map[string]bool
	// committed is set once the rest of the list is cheaper than single objects.
	committed bool
	// ended is set when there is no further page, and complete when none is missing.
	ended, complete bool
	// spent counts the requests for objects outside of the list.
	spent int
	// refused is set when the service did not list: then nothing is listed.
	refused bool
}

func newListing(k Kind) *listing { return &listing{kind: k, cursors: map[string]bool{}} }

// started reports whether the first page was answered.
func (l *listing) started() bool { return l.limit > 0 }

// requested notes that a page is requested. counter is the snapshot's.
func (l *listing) requested(now time.Time, counter uint64) {
	if !l.started() {
		l.began, l.busy, l.asked = now, 0, counter
	}
}

// expired reports whether the list is too old to be used. That the service refused
// it expires too.
func (l *listing) expired(now time.Time) bool {
	return !l.began.IsZero() && now.Sub(l.began)-l.busy > maxAge
}

// remaining returns how many pages the rest of a list takes that was started.
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

// worthwhile reports whether to read a page for objects that are not known and would
// otherwise take the given number of requests. several says that this process
// probably reads many objects.
func (l *listing) worthwhile(objects, requests int, several bool) bool {
	switch {
	case l.refused || l.ended:
		return false
	case !l.started():
		// A page costs as much as one object, and says how long the list is.
		return several || l.spent+objects > 1
	case !l.committed:
		l.committed = l.spent+requests > l.remaining()
	}
	return l.committed
}

// query returns the query for the next page.
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

// add takes over a page that was answered.
func (l *listing) add(page page) {
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
		// one page to the other: then some were in neither.
		l.ended, l.complete = true, l.count == l.total && !l.moved
	case l.total > maxOffset && l.kind.byCursor && l.pages == 1:
		// Paging by number would end too early. The cursor starts over, since it may
		// have another order.
		l.byCursor, l.pages = true, 0
	case (l.pages+1)*l.limit > maxOffset:
		l.ended = true
	}
}
