package management

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

const (
	// maxVerifications bounds how often the lists are looked at while somebody
	// else goes on writing them.
	maxVerifications = 5
	// maxNoise bounds, in times of the quiet that is wanted, how long it is waited
	// for while this process does other work.
	maxNoise = 10
	// maxQuiet bounds how long it is waited for another process that may be as
	// slow as this one was.
	maxQuiet = time.Second
)

// Interference is what somebody else was seen to do to scopes that this process
// has written: the service replaces an API's whole list, so one who writes it
// from what he read before undoes what came between.
type Interference struct {
	// Identifier is the API's.
	Identifier string
	// Restored are scopes that had gone, and were written again.
	Restored []string
	// Removed are scopes that this process had removed, that were there again, and
	// were removed again.
	Removed []string
	// Err is why that could not be done again; nil when it was.
	Err error
}

func (i Interference) none() bool { return len(i.Restored)+len(i.Removed) == 0 }

func restoredIn(identifier string, scopes []string) []Interference {
	if len(scopes) == 0 {
		return nil
	}
	return []Interference{{Identifier: identifier, Restored: scopes}}
}

// come notes a caller, who takes over from those that wait for quiet to verify.
func (s *scopeQueues) come() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changing++
	close(s.came)
	s.came = make(chan struct{})
}

// last notes that a caller has its outcome, and tells whether nobody else is left.
func (s *scopeQueues) last() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changing--
	return s.changing == 0
}

// verify looks, once all is quiet, whether the lists still are as this process
// wrote them, and writes again what is not. Without conditional writes, that is the
// only way to learn of another process that read a list before our write and
// wrote it after. APIs that this process created are left out.
func (s *scopeQueues) verify(ctx context.Context) []Interference {
	var found []Interference
	for round := range maxVerifications {
		written, quiet := s.toVerify(round)
		if len(written) == 0 || !s.wait(ctx, quiet) {
			break
		}
		s.client.readers[resourceServers].relist()
		seen := make([]Interference, len(written))
		var group sync.WaitGroup
		for i, q := range written {
			group.Go(func() {
				defer background.Recover(ctx, "verifying the scopes of an API", func(error) { s.unverifiable(q) })
				seen[i] = s.look(ctx, q)
			})
		}
		group.Wait()
		for _, one := range seen {
			if !one.none() {
				found = append(found, one)
			}
		}
	}
	return found
}

// toVerify are the lists to look at, and how long to wait before. Another
// process may be as slow as this one, from its read to its write. Once it was
// seen at work, in later rounds, there is reason to wait longer.
func (s *scopeQueues) toVerify(round int) (written []*scopeQueue, quiet time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	quiet = s.client.options.VerifyAfter
	if quiet < 0 {
		return nil, 0
	}
	for _, q := range s.queues {
		if !q.busy && q.unverified {
			written = append(written, q)
			if len(q.put) > 0 { // removals are rarely worth the time
				quiet = max(quiet, min(3*q.took, maxQuiet))
			}
		}
	}
	quiet <<= min(2*round, 4)
	return written, s.client.options.Jitter(quiet)
}

// wait waits until this process has asked for nothing for a while, as it does at
// the end of its work: until then more changes may come, and an API whose scopes
// were removed may be deleted. It tells false when another caller came, who has
// the duty now.
func (s *scopeQueues) wait(ctx context.Context, quiet time.Duration) bool {
	s.mu.Lock()
	came, busy := s.came, s.changing > 0
	s.mu.Unlock()
	if busy {
		return false
	}
	for left := maxNoise * quiet; left > 0; {
		rest := min(max(quiet-s.client.pacer.idle(), time.Millisecond), left)
		timer := time.NewTimer(rest)
		select {
		case <-timer.C:
		case <-came:
			timer.Stop()
			return false
		case <-ctx.Done():
			timer.Stop()
			return false
		}
		if left -= rest; s.client.pacer.idle() >= quiet {
			break
		}
	}
	return true
}

// look compares a list with what this process wrote to it, and does that again
// as far as it was undone.
func (s *scopeQueues) look(ctx context.Context, q *scopeQueue) Interference {
	api, at, err := s.list(ctx, q.identifier, 0)
	if err != nil {
		if !IsNotFound(err) {
			tflog.Warn(ctx, "The scopes of an API could not be verified after they were written",
				map[string]any{"resource_server": q.identifier, "error": err.Error()})
		}
		s.unverifiable(q)
		return Interference{}
	}
	seen := s.compare(q, api, at)
	if seen.none() {
		return seen
	}
	// What is to be restored, the queue adds by itself.
	removeAgain := func(list []Scope) ([]Scope, error) {
		return slices.DeleteFunc(list, func(s Scope) bool { return slices.Contains(seen.Removed, s.Value) }), nil
	}
	_, seen.Err = s.make(ctx, q.identifier, removeAgain)
	return seen
}

// compare finds what the list of an answer lacks of this process's writes, and
// what it has against them. A queue that has work since is left to its callers,
// who look again.
func (s *scopeQueues) compare(q *scopeQueue, api *ResourceServer, at time.Time) Interference {
	s.mu.Lock()
	defer s.mu.Unlock()
	if q.busy || len(q.waiting) > 0 {
		return Interference{}
	}
	known := s.answered(q, api, at)
	seen := Interference{Identifier: q.identifier, Restored: known.restored}
	for value := range q.removed {
		if indexOf(api.Scopes, value) >= 0 {
			seen.Removed = append(seen.Removed, value)
		}
	}
	slices.Sort(seen.Removed)
	q.known, q.unverified = known, false
	return seen
}

// unverifiable gives up verifying a list: it cannot be read.
func (s *scopeQueues) unverifiable(q *scopeQueue) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q.unverified = false
}
