package pacing

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// noticeEvery is the least time between two notices of waits with the same cause.
// A longer wait is slept through in slices of that length.
const noticeEvery = 10 * time.Second

// Label is what the log says of a request that waits.
type Label struct {
	Method, Path string
	// Attempt is 1 for the first attempt.
	Attempt int
}

// Cause is the reason for which a request waits.
type Cause int

const (
	// Refused is a 429.
	Refused Cause = iota
	// Failed is a 5xx, or a connection that broke.
	Failed
	// rateLimit means that the tenant's bucket is empty, and reserveReached that
	// what it holds is the reserve.
	rateLimit
	reserveReached
	// configuredRate and concurrency are the limits that Options set.
	configuredRate
	concurrency
	// firstAnswer means that no answer has named the level yet.
	firstAnswer
	// otherProcess means that another process of this machine has a request in flight.
	otherProcess
)

// delay is why a request is not sent yet.
type delay struct {
	cause Cause
	// reason is the cause as a text for people.
	reason string
	// wait is the time after which more is known; 0 means the next answer.
	wait time.Duration
	// revisable is set while an answer that is on its way may shorten the wait.
	revisable bool
}

// WithWaitNotice returns a context that has notice called when a request that is
// made with it has to wait for a second or more, at most once in ten seconds for
// each cause. line is a sentence for people, without secrets. notice is called on
// the goroutine of any waiting request, so it must not block; calls may come
// until the last request made with the context has ended.
func WithWaitNotice(ctx context.Context, notice func(line string)) context.Context {
	return context.WithValue(ctx, noticeKey{}, &waitNotice{last: noticeTimes{}, notice: notice})
}

type noticeKey struct{}

// waitNotice is a caller that listens for waits.
type waitNotice struct {
	last   noticeTimes
	notice func(string)
}

// noticeTimes are the times of the last notice, by cause.
type noticeTimes map[Cause]time.Time

// due reports whether a notice of the cause is due now, and records it.
func (t noticeTimes) due(cause Cause, now time.Time) bool {
	if last, ok := t[cause]; ok && now.Sub(last) < noticeEvery {
		return false
	}
	t[cause] = now
	return true
}

// waits logs the waits of requests, and reports them to callers that listen:
// those before the requests are sent, and those before they are repeated.
type waits struct {
	now func() time.Time
	// noticeAfter is the shortest wait that is logged and reported.
	noticeAfter time.Duration

	mu     sync.Mutex
	logged noticeTimes
	// queued counts the requests that wait for a permit.
	queued int
	// notices are the callers that listen, with the number of their requests that
	// wait for a permit.
	notices map[*waitNotice]int
}

func newWaits(now func() time.Time, noticeAfter time.Duration) *waits {
	return &waits{now: now, noticeAfter: noticeAfter, logged: noticeTimes{}, notices: map[*waitNotice]int{}}
}

// enqueue counts a request among those that wait for a permit, until dequeue is
// called.
func (w *waits) enqueue(ctx context.Context) (dequeue func()) {
	notice, _ := ctx.Value(noticeKey{}).(*waitNotice)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued++
	if notice != nil {
		w.notices[notice]++
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.queued--
		if notice == nil {
			return
		}
		if w.notices[notice]--; w.notices[notice] == 0 {
			delete(w.notices, notice)
		}
	}
}

// waiting returns how many requests wait for a permit.
func (w *waits) waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.queued
}

// delayed notes that the request at the head of the queue, and all behind it,
// have waited for a permit since start. A wait that an answer may end is reported
// once it has lasted noticeAfter, any other one when it begins.
func (w *waits) delayed(ctx context.Context, label Label, d delay, start time.Time) {
	waited := w.now().Sub(start)
	expected := waited + d.wait
	if d.revisable {
		expected = waited
	}
	if expected < w.noticeAfter {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log(ctx, label, d, waited, w.queued-1)
	for notice := range w.notices {
		w.notify(notice, d)
	}
}

// SleepBeforeRepeat waits before a request is sent again. reason is the cause as
// a text for people, without secrets. It returns early with the context's error.
func (p *Pacer) SleepBeforeRepeat(ctx context.Context, label Label, cause Cause, reason string, wait time.Duration) error {
	w, d := p.waits, delay{cause: cause, reason: reason, wait: wait}
	reported, waited := wait >= w.noticeAfter, time.Duration(0)
	for {
		if reported {
			w.repeating(ctx, label, d, waited)
		}
		slice := min(d.wait, noticeEvery)
		if err := p.sleep(ctx, slice); err != nil {
			return err
		}
		waited += slice
		if d.wait -= slice; d.wait <= 0 {
			return nil
		}
	}
}

// repeating reports the wait before a request is sent again.
func (w *waits) repeating(ctx context.Context, label Label, d delay, waited time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log(ctx, label, d, waited, w.queued)
	if notice, ok := ctx.Value(noticeKey{}).(*waitNotice); ok {
		w.notify(notice, d)
	}
}

// log writes a line to Terraform's log, if one is due. The caller holds the lock.
func (w *waits) log(ctx context.Context, label Label, d delay, waited time.Duration, queued int) {
	if !w.logged.due(d.cause, w.now()) {
		return
	}
	tflog.Info(ctx, d.String(), map[string]any{
		"method": label.Method, "path": label.Path, "attempt": label.Attempt,
		"wait_ms": d.wait.Milliseconds(), "waited_ms": waited.Milliseconds(), "queued": queued,
	})
}

// notify reports to a caller that listens, if a notice is due. The caller holds
// the lock.
func (w *waits) notify(n *waitNotice, d delay) {
	if n.last.due(d.cause, w.now()) {
		n.notice(d.String())
	}
}

// slice returns how long to sleep before the delay is computed again: no longer
// than until it has to be reported. 0 means until the next answer.
func (w *waits) slice(d delay, waited time.Duration) time.Duration {
	slice := min(d.wait, noticeEvery)
	if unreported := w.noticeAfter - waited; d.revisable && unreported > 0 {
		slice = min(slice, unreported)
	}
	return slice
}

// String returns the delay as a line for people.
func (d delay) String() string {
	if d.wait == 0 {
		return "Waiting for an answer: " + d.reason
	}
	unit := 100 * time.Millisecond
	return fmt.Sprintf("Waiting %s: %s", max(d.wait.Round(unit), unit), d.reason)
}
