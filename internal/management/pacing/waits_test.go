package pacing

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/fake"
)

var (
	aRead       = Label{Method: http.MethodGet, Path: "/api/v2/clients/a", Attempt: 1}
	aSecondRead = Label{Method: http.MethodGet, Path: "/api/v2/clients/a", Attempt: 2}
)

func TestALongWaitIsToldWhenItBeginsAndNowAndThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log fake.Log
		var noticed []string
		p := newProcess(0)
		p.level.state = unlimited
		p.Pause(25 * time.Second)
		contexts := []context.Context{
			log.Context(t), log.Context(t),
			WithWaitNotice(log.Context(t), func(line string) { noticed = append(noticed, line) }),
		}
		for _, ctx := range contexts {
			go func() {
				permit, err := p.Acquire(ctx, aSecondRead)
				if err != nil {
					t.Error(err)
				}
				permit.Answered(http.Header{})
			}()
			synctest.Wait()
		}
		time.Sleep(24 * time.Second)
		synctest.Wait()
		const refused = "the tenant refused a request for its rate limit (429)"
		log.ExpectWaits(t,
			"Waiting 25s: "+refused+"; GET /api/v2/clients/a, attempt 2, 25000 ms, 0 queued",
			"Waiting 15s: "+refused+"; GET /api/v2/clients/a, attempt 2, 15000 ms, 2 queued",
			"Waiting 5s: "+refused+"; GET /api/v2/clients/a, attempt 2, 5000 ms, 2 queued")
		// The last request in the queue reports the wait of the first.
		if want := []string{"Waiting 15s: " + refused, "Waiting 5s: " + refused}; !slices.Equal(noticed, want) {
			t.Errorf("the caller was notified of %q, want %q", noticed, want)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if len(p.waits.notices) > 0 || p.waits.queued != 0 {
			t.Errorf("after all had permits, %d wait and %d listen", p.waits.queued, len(p.waits.notices))
		}
	})
}

func TestTheReasonOfAWait(t *testing.T) {
	t.Parallel()
	levelOf := func(remaining string) level {
		var l level
		header := http.Header{}
		for name, value := range map[string]string{"Limit": "50", "Remaining": remaining, "Reset": fmt.Sprint(time.Now().Unix() + 100)} {
			header.Set("X-Ratelimit-"+name, value)
		}
		l.learn(header, time.Now(), 0, 0)
		return l
	}
	for name, c := range map[string]struct {
		change func(*Pacer)
		want   string // the beginning of the line; empty means no line
	}{
		"the tenant's limit":    {func(p *Pacer) { p.level = levelOf("0") }, "Waiting 29.8s: 0 of the 50 requests of the tenant's rate limit are left"},
		"the reserve":           {func(p *Pacer) { p.level = levelOf("12") }, "Waiting 3s: 12 of the 50 requests of the tenant's rate limit are left, and 12 are kept for production (reserve)"},
		"the configured rate":   {func(p *Pacer) { p.limiter = rate.NewLimiter(0.5, 1); p.limiter.AllowN(time.Now(), 1) }, "Waiting 2s: max_requests_per_second is 0.5"},
		"a rate that is higher": {func(p *Pacer) { p.limiter = rate.NewLimiter(2, 1); p.limiter.AllowN(time.Now(), 1) }, ""},
		"a refusal":             {func(p *Pacer) { p.Pause(1500 * time.Millisecond) }, "Waiting 1.5s: the tenant refused a request for its rate limit (429)"},
		"a short refusal":       {func(p *Pacer) { p.Pause(999 * time.Millisecond) }, ""},
		"no answer for 2 s":     {func(p *Pacer) { p.level.state, p.inFlight, p.lastSent = unknown, 1, time.Now() }, "Waiting 1.1s: the response to another request will show how much of the tenant's rate limit is left"},
		"no answer for 1 s yet": {func(p *Pacer) {
			p.level.state, p.inFlight, p.lastSent = unknown, 1, time.Now().Add(-1200*time.Millisecond)
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log fake.Log
				p := newProcess(0.25)
				p.level.state = unlimited
				c.change(p)
				if _, err := p.Acquire(log.Context(t), aRead); err != nil {
					t.Fatal(err)
				}
				lines := log.Lines(t)
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

// A plan begins with a request whose answer names the rate limit. The wait for it is
// of no interest to people.
func TestAWaitThatAnAnswerEndsAtOnceIsNotTold(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{time.Millisecond, 999 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var log fake.Log
				p := newProcess(0.25)
				first, err := p.Acquire(log.Context(t), aRead)
				if err != nil {
					t.Fatal(err)
				}
				time.AfterFunc(after, func() { first.Answered(http.Header{}) })
				if _, err := p.Acquire(log.Context(t), aRead); err != nil {
					t.Fatal(err)
				}
				log.ExpectWaits(t)
			})
		})
	}
}

// A wait that an answer may shorten is logged once it has lasted a second, with the
// remaining time.
func TestAWaitThatAnAnswerMayEndIsToldAfterASecond(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log fake.Log
		p := newProcess(0.25)
		header := http.Header{}
		for name, value := range map[string]string{"Limit": "50", "Remaining": "12", "Reset": fmt.Sprint(time.Now().Unix() + 100)} {
			header.Set("X-Ratelimit-"+name, value)
		}
		p.level.learn(header, time.Now(), 0, 0)
		p.inFlight, p.level.answers = 1, 10
		time.AfterFunc(5*time.Second, func() { (&Permit{pacer: p}).Answered(http.Header{}) })
		if _, err := p.Acquire(log.Context(t), aRead); err != nil {
			t.Fatal(err)
		}
		lines := log.Lines(t)
		if len(lines) == 0 || lines[0]["waited_ms"] != 1000.0 || !strings.HasPrefix(lines[0]["@message"].(string), "Waiting ") {
			t.Errorf("the log has %v, want a wait that has lasted 1000 ms", lines)
		}
	})
}

func TestAQueueThatMovesHasOneLineInTenSeconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log fake.Log
		p := newProcess(0)
		p.level.state, p.concurrency = unlimited, 0
		p.limiter = rate.NewLimiter(4, 1)
		var group sync.WaitGroup
		for range 100 {
			group.Go(func() {
				permit, err := p.Acquire(log.Context(t), aRead)
				if err != nil {
					t.Error(err)
					return
				}
				permit.Answered(http.Header{})
			})
		}
		group.Wait()
		var queued []any
		for _, line := range log.Lines(t) {
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
		var log fake.Log
		p := newProcess(0)
		p.level.state, p.concurrency, p.inFlight = unlimited, 2, 3
		go func() {
			if _, err := p.Acquire(log.Context(t), aRead); err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(1200 * time.Millisecond)
		log.ExpectWaits(t)
		(&Permit{pacer: p}).Answered(http.Header{})
		synctest.Wait()
		log.ExpectWaits(t, "Waiting for an answer: 2 requests are in flight, the most there may be (max_concurrent_requests); GET /api/v2/clients/a, attempt 1, 0 ms, 0 queued")
		(&Permit{pacer: p}).Answered(http.Header{})
		synctest.Wait()
	})
}
