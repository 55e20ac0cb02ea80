// Package requestlog remembers what a mock tenant was asked, and counts it by
// route.
package requestlog

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// InProcess is the RemoteAddr of a request that did not come over a connection.
const InProcess = "in-process"

const (
	// Kept is how many requests, the latest, a log keeps.
	Kept = 10_000
	// maxRoutes bounds the counts, for the paths that there are not are many.
	maxRoutes = 1000
	// OtherRoutes counts what came for routes beyond the first 1000.
	OtherRoutes = "other routes"

	// maxWord, maxPath and maxPanic bound the texts of an entry that is kept, in
	// bytes: what is longer is cut and ends in "…". So the log takes at most
	// about 50 MB, but for panics. The longest path that can be served has an
	// identifier of 600 characters, each URL-encoded in three bytes.
	maxWord  = 64
	maxPath  = 2 << 10
	maxPanic = 8 << 10
)

// Entry describes one request that the tenant answered. It holds no header,
// query or body, so no secret.
type Entry struct {
	// Time is when the request arrived.
	Time time.Time
	// Method and Path are the request's. Path is as it was sent, so that an
	// API's identifier in it is still URL-encoded. A log keeps 2 KiB of it.
	Method, Path string
	// RemoteAddr is the peer's address, or [InProcess].
	RemoteAddr string
	// Status is the HTTP status of the answer; of one that was lost, what it
	// would have been.
	Status int
	// Code is the error code of an answer that has one, such as
	// "insufficient_scope".
	Code string
	// Duration is the time from arrival to the end of the handler.
	Duration time.Duration
	// Fault names the fault that decided what the client got, such as "lost
	// answer"; empty without one.
	Fault string
	// Panic is the value and stack of a panic that became a 500, or empty.
	Panic string
}

// Log remembers the latest requests, and counts all. Its methods may be called
// while the tenant serves. The zero value is an empty log.
type Log struct {
	mu      sync.Mutex
	entries []Entry // up to twice as many as are kept
	counts  map[string]int
	total   int
}

// Add adds a request. Of a path it keeps the first 2 KiB.
func (l *Log) Add(e Entry) {
	e.Method, e.RemoteAddr = cut(e.Method, maxWord), cut(e.RemoteAddr, maxWord)
	e.Code, e.Fault = cut(e.Code, maxWord), cut(e.Fault, maxWord)
	e.Path, e.Panic = cut(e.Path, maxPath), cut(e.Panic, maxPanic)
	key := e.Method + " " + Route(e.Path)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.entries) == 2*Kept {
		l.entries = append(l.entries[:0], l.entries[Kept:]...)
	}
	l.entries = append(l.entries, e)
	if l.counts == nil {
		l.counts = map[string]int{}
	}
	if _, known := l.counts[key]; !known && len(l.counts) >= maxRoutes {
		key = OtherRoutes
	}
	l.counts[key]++
	l.total++
}

// cut returns at most so many bytes of the text, in a copy: the text may be part
// of a larger one, such as a request's first line.
func cut(text string, limit int) string {
	const mark = "…"
	if len(text) <= limit {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:limit-len(mark)], "") + mark
}

// All returns the requests so far, in the order in which they were answered:
// the latest 10,000.
func (l *Log) All() []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries[max(0, len(l.entries)-Kept):])
}

// Total returns how many requests there were.
func (l *Log) Total() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.total
}

// Reset forgets the requests so far.
func (l *Log) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries, l.counts, l.total = nil, nil, 0
}

// Counts returns how many requests each method and route had, such as
// "PATCH /api/v2/resource-servers/{id}": 3.
func (l *Log) Counts() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts == nil {
		return map[string]int{}
	}
	return maps.Clone(l.counts)
}

// Count returns how many requests had this method and route.
func (l *Log) Count(method, route string) int { return l.Counts()[method+" "+route] }

// String lists the counts, one a line, for a failure message.
func (l *Log) String() string {
	counts := l.Counts()
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "  %s: %d\n", key, counts[key])
	}
	return b.String()
}
