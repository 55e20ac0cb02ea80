package rest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Summary counts a client's requests.
type Summary struct {
	// Requests counts what was sent, by kind: "read", "list", "create", "update" and
	// "delete". Each attempt of a request counts.
	Requests map[string]int
	// Retries counts the attempts after the first, and Refused those that the service
	// refused for its rate limit.
	Retries, Refused int
	// SavedReads counts the reads that needed no request of their own, SavedWrites
	// the changes of scopes that shared one.
	SavedReads, SavedWrites int
	// Waited is how long the callers waited for the pacer in total.
	Waited time.Duration
}

// Total returns the number of requests that were sent.
func (s Summary) Total() int {
	total := 0
	for _, n := range s.Requests {
		total += n
	}
	return total
}

// String returns the summary as one line for people.
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

// Summary counts the requests so far.
func (c *Client) Summary() Summary {
	c.statistics.mu.Lock()
	defer c.statistics.mu.Unlock()
	s := c.statistics.summary
	s.Requests = maps.Clone(s.Requests)
	return s
}

// statistics count for a Summary.
type statistics struct {
	mu      sync.Mutex
	summary Summary
}

// attempted counts an attempt to send a request.
func (s *statistics) attempted(r Request, attempt int) {
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

// CountSavedReads counts reads that were answered without a request of their own.
func (c *Client) CountSavedReads(n int) {
	c.statistics.mu.Lock()
	defer c.statistics.mu.Unlock()
	c.statistics.summary.SavedReads += n
}

// CountGroup counts the changes that one write makes.
func (c *Client) CountGroup(changes int) {
	c.statistics.mu.Lock()
	defer c.statistics.mu.Unlock()
	c.statistics.summary.SavedWrites += max(changes-1, 0)
}

func (s *statistics) waited(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.summary.Waited += d
}

// kind is the key of a request in Summary.Requests.
func (r Request) kind() string {
	switch r.Method {
	case http.MethodGet:
		if strings.Count(r.Path, "/") == 1 {
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
