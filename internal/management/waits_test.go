package management

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"golang.org/x/time/rate"
)

// lockedBuffer takes log lines from several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// lines are those of the log, at level INFO.
func (l *lockedBuffer) lines(t *testing.T) []map[string]any {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	lines, err := tflogtest.MultilineJSONDecode(bytes.NewReader(l.b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(lines, func(line map[string]any) bool { return line["@level"] != "info" })
}

// expect checks the lines of the log, each as message and some fields.
func (l *lockedBuffer) expect(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, line := range l.lines(t) {
		got = append(got, fmt.Sprintf("%s; %s %s, attempt %v, %v ms, %v queued",
			line["@message"], line["method"], line["path"], line["attempt"], line["wait_ms"], line["queued"]))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the log has\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func (l *lockedBuffer) logged(t *testing.T) context.Context {
	return tflogtest.RootLogger(t.Context(), l)
}

var aRead = request{method: http.MethodGet, path: "/clients/a"}

func TestALongWaitIsToldWhenItBeginsAndNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		var noticed []string
		p := process(0)
		p.level.state = unlimited
		p.pause(25 * time.Second)
		contexts := []context.Context{
			log.logged(t), log.logged(t),
			WithWaitNotice(log.logged(t), func(line string) { noticed = append(noticed, line) }),
		}
		for _, ctx := range contexts {
			go func() {
				leave, err := p.acquire(ctx, aRead, 2)
				if err != nil {
					t.Error(err)
				}
				leave.answered(http.Header{})
			}()
			synctest.Wait()
		}
		time.Sleep(24 * time.Second)
		synctest.Wait()
		const refused = "the tenant refused a request for its rate limit (429)"
		log.expect(t,
			"Waiting 25s: "+refused+"; GET /api/v2/clients/a, attempt 2, 25000 ms, 0 queued",
			"Waiting 15s: "+refused+"; GET /api/v2/clients/a, attempt 2, 15000 ms, 2 queued",
			"Waiting 5s: "+refused+"; GET /api/v2/clients/a, attempt 2, 5000 ms, 2 queued")
		// The last one in the queue is told what the first one learns.
		if want := []string{"Waiting 15s: " + refused, "Waiting 5s: " + refused}; !slices.Equal(noticed, want) {
			t.Errorf("the caller was told %q, want %q", noticed, want)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(p.waits.notices) > 0 || p.waits.queued != 0 {
			t.Errorf("after all had leave, %d wait and %d are told", p.waits.queued, len(p.waits.notices))
		}
	})
}

func TestTheReasonOfAWait(t *testing.T) {
	t.Parallel()
	told := func(remaining string) level {
		var l level
		header := http.Header{}
		for name, value := range map[string]string{"Limit": "50", "Remaining": remaining, "Reset": fmt.Sprint(time.Now().Unix() + 100)} {
			header.Set("X-Ratelimit-"+name, value)
		}
		l.learn(header, time.Now(), 0)
		return l
	}
	for name, c := range map[string]struct {
		change func(*pacer)
		want   string // how the line begins; empty is none
	}{
		"the tenant's limit":    {func(p *pacer) { p.level = told("0") }, "Waiting 29.3s: 0 of the 50 requests of the tenant's rate limit are left"},
		"the reserve":           {func(p *pacer) { p.level = told("12") }, "Waiting 3s: 12 of the 50 requests of the tenant's rate limit are left, and 12 are kept for production (reserve)"},
		"the configured rate":   {func(p *pacer) { p.limiter = rate.NewLimiter(0.5, 1); p.limiter.AllowN(time.Now(), 1) }, "Waiting 2s: max_requests_per_second is 0.5"},
		"a rate that is higher": {func(p *pacer) { p.limiter = rate.NewLimiter(2, 1); p.limiter.AllowN(time.Now(), 1) }, ""},
		"a refusal":             {func(p *pacer) { p.pause(1500 * time.Millisecond) }, "Waiting 1.5s: the tenant refused a request for its rate limit (429)"},
		"a short refusal":       {func(p *pacer) { p.pause(999 * time.Millisecond) }, ""},
		"no answer yet":         {func(p *pacer) { p.level.state, p.inFlight, p.lastSent = unknown, 1, time.Now() }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log lockedBuffer
				p := process(0.25)
				p.level.state = unlimited
				c.change(p)
				if _, err := p.acquire(log.logged(t), aRead, 1); err != nil {
					t.Fatal(err)
				}
				lines := log.lines(t)
				switch {
				case c.want == "" && len(lines) > 0:
					t.Errorf("the log has %v, want nothing", lines)
				case c.want != "" && (len(lines) == 0 || lines[0]["@message"] != c.want):
					t.Errorf("the log has %v, want %q", lines, c.want)
				}
			})
		})
	}
}

// A plan begins with a request whose answer tells the rate limit. How long it is
// waited for at most is no wait that a person wants to know of.
func TestAWaitThatAnAnswerEndsAtOnceIsNotTold(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{time.Millisecond, 999 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log lockedBuffer
				p := process(0.25)
				first, err := p.acquire(log.logged(t), aRead, 1)
				if err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(after, func() { first.answered(http.Header{}) })
				if _, err := p.acquire(log.logged(t), aRead, 1); err != nil {
					t.Fatal(err)
				}
				log.expect(t)
			})
		})
	}
}

// A wait for a level that answers under way may raise is told once it has lasted
// a second, with what is left of it.
func TestAWaitThatAnAnswerMayEndIsToldAfterASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		p := process(0.25)
		header := http.Header{}
		for name, value := range map[string]string{"Limit": "50", "Remaining": "12", "Reset": fmt.Sprint(time.Now().Unix() + 100)} {
			header.Set("X-Ratelimit-"+name, value)
		}
		p.level.learn(header, time.Now(), 0)
		p.inFlight, p.level.answers = 1, 10
		time.AfterFunc(5*time.Second, func() { (&permit{pacer: p}).answered(http.Header{}) })
		if _, err := p.acquire(log.logged(t), aRead, 1); err != nil {
			t.Fatal(err)
		}
		lines := log.lines(t)
		if len(lines) == 0 || lines[0]["waited_ms"] != 1000.0 || !strings.HasPrefix(lines[0]["@message"].(string), "Waiting ") {
			t.Errorf("the log has %v, want a wait that has lasted 1000 ms", lines)
		}
	})
}

func TestAQueueThatMovesHasOneLineInTenSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		p := process(0)
		p.level.state, p.concurrency = unlimited, 0
		p.limiter = rate.NewLimiter(4, 1)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				leave, err := p.acquire(log.logged(t), aRead, 1)
				if err != nil {
					t.Error(err)
					return
				}
				leave.answered(http.Header{})
			})
		}
		group.Wait()
		var queued []any
		for _, line := range log.lines(t) {
			queued = append(queued, line["queued"])
		}
		// From the fifth request on, which waited a second.
		if got := fmt.Sprint(queued); got != "[95 55 15]" {
			t.Errorf("the log has lines with %s queued", got)
		}
	})
}

func TestWhatWaitsForOthersAnswersIsToldAfterASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		p := process(0)
		p.level.state, p.concurrency, p.inFlight = unlimited, 2, 3
		go func() {
			if _, err := p.acquire(log.logged(t), aRead, 1); err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(1200 * time.Millisecond)
		log.expect(t)
		(&permit{pacer: p}).answered(http.Header{})
		synctest.Wait()
		log.expect(t, "Waiting for an answer: 2 requests are in flight, the most there may be (max_concurrent_requests); GET /api/v2/clients/a, attempt 1, 0 ms, 0 queued")
		(&permit{pacer: p}).answered(http.Header{})
		synctest.Wait()
	})
}

func TestAWaitBeforeARepetitionSaysWhyAndNoSecret(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		header string // Retry-After
		want   []string
	}{
		"a refusal": {429, "12", []string{
			"Waiting 12s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 1, 12000 ms, 0 queued",
			"Waiting 2s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 1, 2000 ms, 0 queued",
			// At 12 s it is refused again, with a line at 10 s.
			"Waiting 2s: the tenant answered 429 Too Many Requests with Retry-After; PATCH /api/v2/clients/a, attempt 2, 2000 ms, 0 queued",
		}},
		"a busy tenant":         {503, "1", []string{"Waiting 1s: the tenant answered 503 Service Unavailable with Retry-After; PATCH /api/v2/clients/a, attempt 1, 1000 ms, 0 queued"}},
		"a failure":             {502, "", []string{"Waiting 1s: the tenant answered 502 Bad Gateway; PATCH /api/v2/clients/a, attempt 2, 1000 ms, 0 queued"}},
		"a broken connection":   {0, "", []string{"Waiting 1s: the connection to the tenant failed; PATCH /api/v2/clients/a, attempt 2, 1000 ms, 0 queued"}},
		"a configuration error": {400, "5", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log lockedBuffer
			var noticed []string
			fake := newFakeTenant(t, func(w http.ResponseWriter, _ seen) {
				if c.status == 0 {
					panic(http.ErrAbortHandler)
				}
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				refuse(w, c.status, "", "hunter2")
			})
			client, _ := fake.client(2)
			ctx := WithWaitNotice(log.logged(t), func(line string) { noticed = append(noticed, line) })
			if _, err := client.UpdateApplication(ctx, "a", Settings{"client_secret": "hunter2"}); err == nil {
				t.Error("no error")
			}
			log.expect(t, c.want...)
			var want []string
			for _, line := range c.want {
				message, _, _ := strings.Cut(line, ";")
				want = append(want, message)
			}
			if !slices.Equal(noticed, want) {
				t.Errorf("the caller was told %q, want %q", noticed, want)
			}
			for _, text := range []string{log.b.String(), fmt.Sprint(noticed)} {
				if strings.Contains(text, "hunter2") || strings.Contains(text, "token-1") {
					t.Errorf("a secret is told: %s", text)
				}
			}
		})
	}
}

func TestAGroupOfScopesThatWaitsIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log lockedBuffer
		client := clientOver(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodGet {
				return jsonAnswer(http.StatusOK, `{"id":"1","identifier":"urn:a","scopes":[]}`), nil
			}
			return jsonAnswer(http.StatusOK, `{"id":"1","identifier":"urn:a","scopes":[{"value":"s"}]}`), nil
		})
		client.pacer.limiter = rate.NewLimiter(0.5, 1)
		if _, err := client.UpdateScope(log.logged(t), "urn:a", Scope{Value: "s"}); err != nil {
			t.Error(err)
		}
		// The list was read first; the change waited 4 ms for others.
		log.expect(t, "Waiting 2s: max_requests_per_second is 0.5; PATCH /api/v2/resource-servers/{id}, attempt 1, 1980 ms, 0 queued")
	})
}
