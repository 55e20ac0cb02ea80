package scopes

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

const (
	// maxVerifications bounds how often the lists are read while another process keeps
	// writing them.
	maxVerifications = 5
	// maxQuietWait bounds, as a multiple of the quiet time, how long to wait for it
	// while this process does other work.
	maxQuietWait = 10
	// maxQuiet bounds the quiet time for another process that may be as slow as this
	// one.
	maxQuiet = time.Second
	// Unless Options say otherwise, the quiet time is as long as quietLatencies answers
	// of the service take, within these bounds: time in which a write of another
	// process arrives that read the list before this process wrote it.
	quietLatencies = 10
	minQuiet       = 60 * time.Millisecond
	usualQuiet     = 200 * time.Millisecond
)

// verifier submits changes to the queues. After the last of them it reads the lists
// that this process wrote, and writes again what another process has undone. Without
// conditional writes, that is the only way to learn of a process that read a list
// before our write and wrote it after. APIs that this process created are left out.
type verifier struct {
	queues *queues
	pacer  *pacing.Pacer
	after  time.Duration
	jitter func(time.Duration) time.Duration

	mu sync.Mutex
	// active counts the callers that have no outcome yet; arrived is closed when
	// another one comes.
	active  int
	arrived chan struct{}
}

func newVerifier(q *queues, o Options) *verifier {
	return &verifier{queues: q, pacer: q.writer.rest.Pacer, after: o.VerifyAfter, jitter: o.Jitter, arrived: make(chan struct{})}
}

// submit makes a change. The last caller to get its outcome has the lists verified.
func (v *verifier) submit(ctx context.Context, identifier string, c change) (outcome, error) {
	v.begin()
	o, err := v.queues.submit(ctx, identifier, c)
	if v.end() {
		o.interference = append(o.interference, v.start(ctx)...)
	}
	return o, err
}

// begin counts a caller in. It takes over the verification from those who wait for
// quiet.
func (v *verifier) begin() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.active++
	close(v.arrived)
	v.arrived = make(chan struct{})
}

// end counts a caller out, and reports whether it was the last one.
func (v *verifier) end() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.active--
	return v.active == 0
}

// start verifies the lists, and waits for what is found. The verification is for all
// callers, so it has a context of its own: when ctx ends, the caller stops waiting,
// and what is found later is only logged.
func (v *verifier) start(ctx context.Context) []Interference {
	if written, _ := v.due(0); len(written) == 0 {
		return nil
	}
	own := context.WithoutCancel(ctx)
	result := make(chan []Interference)
	report := func(found []Interference) {
		select {
		case result <- found:
		case <-ctx.Done():
			for _, i := range found {
				tflog.Warn(own, "Another process changed the scopes of an API at the same time; this run wrote its scopes again", map[string]any{
					"resource_server": i.Identifier, "restored": i.Restored, "removed": i.Removed, "error": i.Err,
				})
			}
		}
	}
	background.Go(own, "verifying the scopes of APIs", func() { report(v.verify(own)) }, func(error) { report(nil) })
	select {
	case found := <-result:
		return found
	case <-ctx.Done():
		return nil
	}
}

// verify compares the lists with what this process wrote, once all is quiet, and
// writes again what was undone.
func (v *verifier) verify(ctx context.Context) []Interference {
	var found []Interference
	for round := range maxVerifications {
		written, quiet := v.due(round)
		if len(written) == 0 || !v.waitForQuiet(ctx, quiet) {
			break
		}
		v.queues.writer.reads.ExpireList(reads.ResourceServers())
		seen := make([]Interference, len(written))
		var group sync.WaitGroup
		for i, q := range written {
			group.Go(func() {
				defer background.Recover(ctx, "verifying the scopes of an API", func(error) { v.giveUp(q) })
				seen[i] = v.check(ctx, q)
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

// due returns the lists to verify, and how long all has to be quiet before. Another
// process may be as slow as this one, from its read to its write. Once it was seen at
// work, in later rounds, there is reason to wait longer.
func (v *verifier) due(round int) (written []*queue, quiet time.Duration) {
	if v.after < 0 {
		return nil, 0
	}
	v.queues.mu.Lock()
	defer v.queues.mu.Unlock()
	if quiet = v.after; quiet == 0 {
		quiet = min(max(quietLatencies*v.pacer.Supply().Latency, minQuiet), usualQuiet)
	}
	for _, q := range v.queues.byAPI {
		if q.unverified { // also if the group that wrote it is just ending
			written = append(written, q)
			if len(q.written) > 0 { // removals are rarely worth the time
				quiet = max(quiet, min(3*q.age, maxQuiet))
			}
		}
	}
	quiet <<= min(2*round, 4)
	return written, v.jitter(quiet)
}

// waitForQuiet waits until this process has sent no request for a while, as at the
// end of its work: until then more changes may come, and an API whose scopes were
// removed may be deleted. It returns false when another caller came, which takes
// over the verification.
func (v *verifier) waitForQuiet(ctx context.Context, quiet time.Duration) bool {
	v.mu.Lock()
	arrived, busy := v.arrived, v.active > 0
	v.mu.Unlock()
	if busy {
		return false
	}
	for remaining := maxQuietWait * quiet; remaining > 0; {
		pause := min(max(quiet-v.pacer.Idle(), time.Millisecond), remaining)
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-arrived:
			timer.Stop()
			return false
		case <-ctx.Done():
			timer.Stop()
			return false
		}
		if remaining -= pause; v.pacer.Idle() >= quiet {
			break
		}
	}
	return true
}

// check compares a list with what this process wrote to it, and writes again what
// was undone.
func (v *verifier) check(ctx context.Context, q *queue) Interference {
	found, at, err := v.queues.writer.read(ctx, q.identifier, 0)
	if err != nil {
		if !rest.IsNotFound(err) {
			tflog.Warn(ctx, "The scopes of an API could not be verified after they were written",
				map[string]any{"resource_server": q.identifier, "error": err.Error()})
		}
		v.giveUp(q)
		return Interference{}
	}
	seen := v.compare(q, found, at)
	if seen.none() {
		return seen
	}
	// The queue restores missing scopes with any change.
	removeAgain := func(list []Scope) ([]Scope, error) {
		return slices.DeleteFunc(list, func(s Scope) bool { return slices.Contains(seen.Removed, s.Value) }), nil
	}
	_, seen.Err = v.queues.submit(ctx, q.identifier, removeAgain)
	return seen
}

// compare finds the scopes that this process wrote and the list lacks, and those that
// it removed and the list has. A queue that has work since is skipped: its list is
// verified again after that.
func (v *verifier) compare(q *queue, found *api, at time.Time) Interference {
	v.queues.mu.Lock()
	defer v.queues.mu.Unlock()
	if q.busy || len(q.waiting) > 0 {
		return Interference{}
	}
	known := q.answered(found, at)
	seen := Interference{Identifier: q.identifier, Restored: known.missing}
	for value := range q.removed {
		if indexOf(found.Scopes, value) >= 0 {
			seen.Removed = append(seen.Removed, value)
		}
	}
	slices.Sort(seen.Removed)
	q.known, q.unverified = known, false
	return seen
}

// giveUp gives up verifying a list, which cannot be read.
func (v *verifier) giveUp(q *queue) {
	v.queues.mu.Lock()
	defer v.queues.mu.Unlock()
	q.unverified = false
}
