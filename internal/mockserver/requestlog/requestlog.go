// Package requestlog records the requests of a mock tenant, and counts them by route.
package requestlog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// InProcess is the RemoteAddr of a request in process, without a connection.
const InProcess = "in-process"

const (
	// Kept is how many of the latest requests a log has without a Limit.
	Kept = 10_000
	// maxRoutes limits the counts, because clients can request any unknown path.
	maxRoutes = 1000
	// OtherRoutes counts the requests of all routes after the first 1000.
	OtherRoutes = "other routes"

	// maxWord, maxPath and maxPanic limit the texts of an entry, in bytes. Longer texts
	// are cut and end in "…". So the log takes at most about 50 MB, without panics. The
	// longest valid path has an identifier of 600 characters, URL-encoded in three
	// bytes each.
	maxWord  = 64
	maxPath  = 2 << 10
	maxPanic = 8 << 10
)

// Entry describes a request. It has no header, query or body, and so no secret.
type Entry struct {
	// Time is when the request arrived.
	Time time.Time
	// Method and Path are those of the request. Path is as it was sent: an API's
	// identifier in it is URL-encoded. A log has at most 2 KiB of it.
	Method, Path string
	// Route is the pattern of the path, such as "/api/v2/clients/{id}", or empty if the
	// path is unknown. So there are few routes, whatever clients request.
	Route string
	// RemoteAddr is the peer's address, or [InProcess].
	RemoteAddr string
	// Status is the HTTP status of the response; if the response was lost, what it
	// would have been.
	Status int
	// Code is the error code of the response, such as "insufficient_scope", or empty.
	Code string
	// Duration is the time from arrival to the end of the handler.
	Duration time.Duration
	// Fault is the name of the fault that changed the response, such as "lost answer",
	// or empty.
	Fault string
	// Panic is the value and stack trace of a panic of the handler, or empty.
	Panic string
}

// Log records the latest requests, and counts all. It is safe for concurrent use. The
// zero value is an empty log.
type Log struct {
	// Limit is how many of the latest requests the log has. 0 means Kept. It must be set
	// before the log is used.
	Limit int

	mu      sync.Mutex
	entries []Entry // at most limit; then the oldest is at next, and the newest before it
	next    int
	counts  map[string]int
	total   int

	// shared is nil for a log without replicas. resets counts the resets by ResetAll, and
	// flushed is the total that the other replicas can see.
	shared  *sharing
	resets  int64
	flushed int
}

// Add adds a request.
func (l *Log) Add(e Entry) {
	e.Method, e.RemoteAddr = cut(e.Method, maxWord), cut(e.RemoteAddr, maxWord)
	e.Code, e.Fault = cut(e.Code, maxWord), cut(e.Fault, maxWord)
	e.Path, e.Panic = cut(e.Path, maxPath), cut(e.Panic, maxPanic)
	key := e.Method + " " + Route(e.Path)
	l.mu.Lock()
	defer l.mu.Unlock()
	if limit := l.limit(); len(l.entries) < limit {
		l.entries = append(l.entries, e)
	} else {
		l.entries[l.next] = e
		l.next = (l.next + 1) % limit
	}
	if l.counts == nil {
		l.counts = map[string]int{}
	}
	if _, known := l.counts[key]; !known && len(l.counts) >= maxRoutes {
		key = OtherRoutes
	}
	l.counts[key]++
	l.total++
}

// cut returns a copy of at most limit bytes of a text. A copy, because the text may be
// part of a longer string, such as the first line of a request.
func cut(text string, limit int) string {
	const mark = "…"
	if len(text) <= limit {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:limit-len(mark)], "") + mark
}

// All returns the latest requests, in the order in which they were answered.
func (l *Log) All() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Concat(l.entries[l.next:], l.entries[:l.next])
}

func (l *Log) limit() int {
	if l.Limit > 0 {
		return l.Limit
	}
	return Kept
}

// Total returns the number of requests.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Reset removes all requests.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.next, l.counts, l.total = nil, 0, nil, 0
}

// Counts returns the number of requests by method and route, such as
// "PATCH /api/v2/resource-servers/{id}": 3.
func (l *Log) Counts() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		return map[string]int{}
	}
	return maps.Clone(l.counts)
}

// Count returns the number of requests with this method and route.
func (l *Log) Count(method, route string) int { return l.Counts()[method+" "+route] }

// String lists the counts, one per line, for the message of a test.
func (l *Log) String() string {
	counts := l.Counts()
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "  %s: %d\n", key, counts[key])
	}
	return b.String()
}
