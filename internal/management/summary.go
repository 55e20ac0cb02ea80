package management

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Summary is what a client's requests came to.
type Summary struct {
	// Requests counts what was sent, by kind, such as "read", "list", "create",
	// "update" and "delete"; attempts of the same request count each.
	Requests map[string]int
	// Retries are attempts after the first, and Refused those that the service
	// refused because of its rate limit.
	Retries, Refused int
	// SavedReads are reads that needed no request of their own; SavedWrites are
	// changes of scopes that shared one.
	SavedReads, SavedWrites int
	// Waited is how long callers waited for the pacer, summed up.
	Waited time.Duration
}

// Total is how many requests were sent.
func (s Summary) Total() int {
	total := 0
	for _, n := range s.Requests {
		total += n
	}
	return total
}

// String is the summary as one line for people.
func (s Summary) String() string {
	kinds := make([]string, 0, len(s.Requests))
	for _, kind := range slices.Sorted(maps.Keys(s.Requests)) {
		kinds = append(kinds, fmt.Sprintf("%d %s", s.Requests[kind], kind))
	}
	detail := ""
	if len(kinds) > 0 {
		detail = " (" + strings.Join(kinds, ", ") + ")"
	}
	noun := "requests"
	if s.Total() == 1 {
		noun = "request"
	}
	return fmt.Sprintf("%d %s%s; saved: %d reads, %d writes; %d retries, %d refused by the rate limit; waited %s for it",
		s.Total(), noun, detail, s.SavedReads, s.SavedWrites, s.Retries, s.Refused, s.Waited.Round(time.Millisecond))
}

// Summary tells what the client's requests came to so far.
func (c *Client) Summary() Summary {
	c.stats.mu.Lock()
	defer c.stats.mu.Unlock()
	s := c.stats.summary
	s.Requests = maps.Clone(s.Requests)
	return s
}

// statistics count what a Summary tells.
type statistics struct {
	mu      sync.Mutex
	summary Summary
}

// attempted counts an attempt to send a request.
func (s *statistics) attempted(r request, attempt int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.summary.Requests == nil {
		s.summary.Requests = map[string]int{}
	}
	s.summary.Requests[r.kind()]++
	if attempt > 1 {
		s.summary.Retries++
	}
}

func (s *statistics) refused() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.summary.Refused++
}

// savedReads counts reads that were answered without a request of their own.
func (s *statistics) savedReads(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.summary.SavedReads += n
}

// coalesced counts the changes that one write makes.
func (s *statistics) coalesced(changes int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.summary.SavedWrites += max(changes-1, 0)
}

func (s *statistics) waited(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.summary.Waited += d
}

// kind is what a request counts as.
func (r request) kind() string {
	switch r.method {
	case http.MethodGet:
		if strings.Count(r.path, "/") == 1 {
			return "list"
		}
		return "read"
	case http.MethodPost:
		return "create"
	case http.MethodDelete:
		return "delete"
	default:
		return "update"
	}
}
