package management

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// tellEvery is how often a wait is told at the most while its cause is the same,
// and a wait is slept through in pieces of that.
const tellEvery = 10 * time.Second

// waitCause is what makes requests wait.
type waitCause int

const (
	// causeRefusal is a 429.
	causeRefusal waitCause = iota
	// causeFailure is a 5xx, or a connection that broke.
	causeFailure
	// causeRateLimit is that the tenant's bucket holds too little, causeReserve
	// that the rest is production's.
	causeRateLimit
	causeReserve
	// causeOwnRate and causeInFlight are the limits that Options set.
	causeOwnRate
	causeInFlight
	// causeAnswer is that nothing is known before an answer comes.
	causeAnswer
)

// delay is why a request is not sent yet.
type delay struct {
	cause waitCause
	// reason is the cause as people read it.
	reason string
	// wait is how long it takes before more is known; 0 is until the next answer.
	wait time.Duration
	// revisable is set while an answer that is under way may end the wait sooner.
	revisable bool
}

// WithWaitNotice returns a context that has notice called when a request that is
// made with it has to wait for a second or more, and then at most once in ten
// seconds for each cause. line is a sentence for people, without secrets. notice
// is called by whichever request learns of it, so it must not block; calls may
// come until the last request made with the context has ended.
func WithWaitNotice(ctx context.Context, notice func(line string)) context.Context {
	return context.WithValue(ctx, noticeKey{}, &waitNotice{told: told{}, notice: notice})
}

type noticeKey struct{}

// waitNotice is who else than the log is told of waits.
type waitNotice struct {
	told   told
	notice func(string)
}

// told is when a cause was told last.
type told map[waitCause]time.Time

// due tells whether the cause is to be told now, and takes it as told then.
func (t told) due(cause waitCause, now time.Time) bool {
	if last, ok := t[cause]; ok && now.Sub(last) < tellEvery {
		return false
	}
	t[cause] = now
	return true
}

// waits tells of the waits of a client's requests: those before they are sent,
// and those before they are repeated.
type waits struct {
	now func() time.Time

	mu   sync.Mutex
	told told
	// queued counts the requests that wait for the pacer's leave.
	queued int
	// notices are those among them that have one, with how many of its requests
	// wait.
	notices map[*waitNotice]int
}

func newWaits(now func() time.Time) *waits {
	return &waits{now: now, told: told{}, notices: map[*waitNotice]int{}}
}

// enqueue counts a request among those that wait for leave, until the function
// that it returns is called.
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

// held tells that the request, which is the next one, and all behind it wait for
// leave, since start. A wait that an answer may end is told once it has lasted
// retry.TellAfter, any other when it begins.
func (w *waits) held(ctx context.Context, r request, attempt int, d delay, start time.Time) {
	waited := w.now().Sub(start)
	expected := waited + d.wait
	if d.revisable {
		expected = waited
	}
	if expected < retry.TellAfter {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.log(ctx, r, attempt, d, waited, w.queued-1)
	for notice := range w.notices {
		w.notify(notice, d)
	}
}

// sleep waits as long as the delay says before the request is repeated.
func (w *waits) sleep(ctx context.Context, r request, attempt int, d delay, sleep func(context.Context, time.Duration) error) error {
	told, waited := d.wait >= retry.TellAfter, time.Duration(0)
	notice, _ := ctx.Value(noticeKey{}).(*waitNotice)
	for {
		if told {
			w.mu.Lock()
			w.log(ctx, r, attempt, d, waited, w.queued)
			if notice != nil {
				w.notify(notice, d)
			}
			w.mu.Unlock()
		}
		piece := min(d.wait, tellEvery)
		if err := sleep(ctx, piece); err != nil {
			return err
		}
		waited += piece
		if d.wait -= piece; d.wait <= 0 {
			return nil
		}
	}
}

// log writes a line to Terraform's log. It is called with the lock held, as
// notify is.
func (w *waits) log(ctx context.Context, r request, attempt int, d delay, waited time.Duration, queued int) {
	if !w.told.due(d.cause, w.now()) {
		return
	}
	tflog.Info(ctx, d.String(), map[string]any{
		"method": r.method, "path": basePath + r.path, "attempt": attempt,
		"wait_ms": d.wait.Milliseconds(), "waited_ms": waited.Milliseconds(), "queued": queued,
	})
}

func (w *waits) notify(n *waitNotice, d delay) {
	if n.told.due(d.cause, w.now()) {
		n.notice(d.String())
	}
}

// piece is how much of the wait is slept through before it is looked at again:
// up to the moment at which it is told. 0 is until the next answer.
func (d delay) piece(waited time.Duration) time.Duration {
	piece := min(d.wait, tellEvery)
	if untold := retry.TellAfter - waited; d.revisable && untold > 0 {
		piece = min(piece, untold)
	}
	return piece
}

// String is the delay as a line for people.
func (d delay) String() string {
	if d.wait == 0 {
		return "Waiting for an answer: " + d.reason
	}
	round := 100 * time.Millisecond
	return fmt.Sprintf("Waiting %s: %s", max(d.wait.Round(round), round), d.reason)
}

// backoff is the wait before a request is repeated that failed so.
func backoff(failure *Error, answer *resty.Response, wait time.Duration) delay {
	d := delay{cause: causeFailure, wait: wait}
	switch {
	case failure.Err != nil:
		d.reason = "the connection to the tenant failed"
		return d
	case failure.StatusCode == http.StatusTooManyRequests:
		d.cause = causeRefusal
	}
	d.reason = "the tenant answered " + failure.reason()
	if answer.Header().Get("Retry-After") != "" {
		d.reason += " with Retry-After"
	}
	return d
}
