package mocktest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
)

// RequestLog counts what a mock tenant was asked over its port. Its methods may
// be called while the mock serves.
type RequestLog struct {
	mu      sync.Mutex
	entries []mockserver.RequestLogEntry
}

func newRequestLog() *RequestLog { return &RequestLog{} }

func (l *RequestLog) add(e mockserver.RequestLogEntry) {
	if e.RemoteAddr == mockserver.InProcess {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
}

// All returns the requests so far, in the order in which they were answered.
func (l *RequestLog) All() []mockserver.RequestLogEntry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries)
}

// Reset forgets the requests so far.
func (l *RequestLog) Reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = nil
}

// Counts returns how many requests each method and route had, such as
// "PATCH /api/v2/resource-servers/{id}": 3.
func (l *RequestLog) Counts() map[string]int {
	counts := map[string]int{}
	for _, e := range l.All() {
		counts[e.Method+" "+Route(e.Path)]++
	}
	return counts
}

// Count returns how many requests had this method and route.
func (l *RequestLog) Count(method, route string) int { return l.Counts()[method+" "+route] }

// String lists the counts, one a line, for a failure message.
func (l *RequestLog) String() string {
	counts := l.Counts()
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "  %s: %d\n", key, counts[key])
	}
	return b.String()
}

// Route replaces the id in a Management API path by "{id}".
func Route(path string) string {
	const base = "/api/v2/"
	rest, ok := strings.CutPrefix(path, base)
	if !ok {
		return path
	}
	segments := strings.Split(rest, "/")
	at := 1 // /clients/{id}
	if segments[0] == "keys" {
		at = 2 // /keys/signing/{kid}/revoke
	}
	if len(segments) > at && segments[at] != "" && segments[at] != "rotate" {
		segments[at] = "{id}"
	}
	return base + strings.Join(segments, "/")
}
