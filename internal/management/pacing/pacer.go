// Package pacing decides when a request may be sent. The tenant's rate limit is a
// bucket that all its clients share, and only the service knows its level: the
// header of each answer names it. The pacer sends while the level stays above a
// reserve, and keeps fewer requests in flight the nearer the level is to it, so
// that several processes that do not know of each other get similar shares. Its
// own counting fills the gaps between answers.
package pacing

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	// defaultConcurrency bounds the requests in flight unless Options set another
	// bound: Terraform's own default.
	defaultConcurrency = 10
	// defaultReserve is the share of the tenant's limit that is kept for others
	// unless Options set another one.
	defaultReserve = 0.25
	// maxPause bounds one estimate of how long the bucket needs to refill, since a
	// clock that is wrong may give any time. The pacer estimates again afterwards.
	maxPause = time.Minute
)

// Options of a Pacer. Now, Sleep and Jitter are required.
type Options struct {
	// MaxRequestsPerSecond bounds the rate of the requests; zero means that only
	// the tenant's rate limit does.
	MaxRequestsPerSecond float64
	// MaxConcurrentRequests bounds the requests in flight. Zero means 10, below
	// zero means no bound.
	MaxConcurrentRequests int
	// Reserve is the share of the tenant's rate limit, from 0 to below 1, that is
	// kept for others; nil means a quarter.
	Reserve *float64
	// Shared is what the processes of this machine share of the tenant; nil means
	// nothing.
	Shared Shared
	// NoticeAfter is the shortest wait that is logged and reported to callers.
	NoticeAfter time.Duration
	// Waited, unless nil, is called with the time that each request waited.
	Waited func(time.Duration)
	// Now is the clock.
	Now func() time.Time
	// Sleep waits, and returns early with the context's error.
	Sleep func(context.Context, time.Duration) error
	// Jitter lengthens a wait, so that many processes do not come back at once.
	Jitter func(time.Duration) time.Duration
}

// Pacer gives the permits to send requests. It is safe for concurrent use.
type Pacer struct {
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	jitter func(time.Duration) time.Duration
	waited func(time.Duration)
	// reserve is the share of the limit that is kept for others.
	reserve float64
	// concurrency bounds the requests in flight; 0 means no bound.
	concurrency int
	// limiter enforces the configured rate; nil means no such limit.
	limiter *rate.Limiter
	waits   *waits

	shared Shared
	// turn is held by the request at the head of the queue.
	turn chan struct{}

	mu       sync.Mutex
	level    level
	inFlight int
	// sent numbers the requests; lastSent is when the last of them was sent, and
	// ended is when the last answer came.
	sent     uint64
	lastSent time.Time
	ended    time.Time
	// latency is the smoothed time from a permit to its answer; 0 before the first.
	latency time.Duration
	// paused is the time until which nothing is sent, after a refusal.
	paused time.Time
	// sharing is set while a request of this process holds the shared lock, and
	// sharedSince is since when another process has kept this one waiting.
	sharing     bool
	sharedSince time.Time
	// wake ends the wait of the request at the head of the queue; nil while that
	// request does not wait.
	wake context.CancelFunc
}

// New makes a pacer.
func New(o Options) *Pacer {
	p := &Pacer{
		now: o.Now, sleep: o.Sleep, jitter: o.Jitter, waited: o.Waited, waits: newWaits(o.Now, o.NoticeAfter),
		shared: o.Shared, concurrency: defaultConcurrency, reserve: defaultReserve, turn: make(chan struct{}, 1),
	}
	if p.waited == nil {
		p.waited = func(time.Duration) {}
	}
	if o.MaxConcurrentRequests != 0 {
		p.concurrency = max(o.MaxConcurrentRequests, 0)
	}
	if o.Reserve != nil {
		p.reserve = *o.Reserve
	}
	if o.MaxRequestsPerSecond > 0 {
		p.limiter = rate.NewLimiter(rate.Limit(o.MaxRequestsPerSecond), 1)
	}
	return p
}

// Acquire waits until one more request may be sent, or until the context ends,
// whose error it then returns. Requests get their permits in order of arrival.
func (p *Pacer) Acquire(ctx context.Context, label Label) (*Permit, error) {
	start := p.now()
	dequeue := p.waits.enqueue(ctx)
	defer dequeue()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		waiting, cancel := context.WithCancel(ctx)
		permit, d := p.admit(cancel)
		if permit != nil {
			cancel()
			p.waited(p.now().Sub(start))
			return permit, nil
		}
		p.waits.delayed(ctx, label, d, start)
		err := p.await(ctx, waiting, p.waits.slice(d, p.now().Sub(start)))
		cancel()
		if err != nil {
			return nil, err
		}
	}
}

// await waits until a change of the pacer's state ends the context waiting, and
// no longer than wait, unless that is 0.
func (p *Pacer) await(ctx, waiting context.Context, wait time.Duration) error {
	if wait == 0 {
		<-waiting.Done()
		return ctx.Err()
	}
	err := p.sleep(waiting, wait)
	if waiting.Err() != nil {
		return ctx.Err()
	}
	return err
}

// admit gives the permit for one more request. Otherwise it says why not and how
// long to wait before asking again; wake is called when the answer may be another
// one before that.
func (p *Pacer) admit(wake context.CancelFunc) (*Permit, delay) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wake = nil
	now := p.now()
	unlock, d, wait := p.mustWait(now)
	if wait {
		p.wake = wake
		return nil, d
	}
	p.sent++
	p.inFlight++
	p.lastSent, p.sharing = now, p.sharing || unlock != nil
	return &Permit{pacer: p, number: p.sent, began: now, unlock: unlock}, delay{}
}

// mustWait reports whether one more request has to wait, and for what. Otherwise
// unlock, unless nil, has to be called after its answer. The caller holds the lock.
func (p *Pacer) mustWait(now time.Time) (unlock func(), d delay, wait bool) {
	if d, wait := p.levelDelay(now); wait {
		return nil, d, true
	}
	if unlock, d, wait = p.lockShared(now); wait {
		return nil, d, true
	}
	if p.limiter != nil {
		if r := p.limiter.ReserveN(now, 1); r.DelayFrom(now) > 0 {
			delayed := r.DelayFrom(now)
			r.CancelAt(now)
			if unlock != nil {
				unlock()
			}
			return nil, delay{cause: configuredRate, reason: fmt.Sprintf("max_requests_per_second is %g", float64(p.limiter.Limit())), wait: delayed}, true
		}
	}
	return unlock, delay{}, false
}

// levelDelay reports whether one more request has to wait for an answer, or for the
// tenant's bucket. The caller holds the lock.
func (p *Pacer) levelDelay(now time.Time) (delay, bool) {
	if pause := p.paused.Sub(now); pause > 0 {
		return delay{cause: Refused, reason: "the tenant refused a request for its rate limit (429)", wait: pause}, true
	}
	if p.concurrency > 0 && p.inFlight >= p.concurrency {
		return delay{cause: concurrency, reason: fmt.Sprintf("%d requests are in flight, the most there may be (max_concurrent_requests)", p.inFlight)}, true
	}
	if wait, ok := p.level.admits(now, p.reserve, p.sent, p.lastSent, p.inFlight); !ok {
		if wait > 0 {
			wait = min(p.jitter(wait), maxPause)
		}
		cause, reason := p.level.shortage(now, p.reserve, p.sent)
		return delay{cause: cause, reason: reason, wait: wait, revisable: p.inFlight > 0}, true
	}
	return delay{}, false
}

// Idle returns for how long no request has been in flight.
func (p *Pacer) Idle() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.inFlight > 0 {
		return 0
	}
	return p.now().Sub(p.ended)
}

// Pause stops all requests after a refusal. The level of the bucket is unknown
// then: the first request afterwards is sent alone.
func (p *Pacer) Pause(wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := p.now().Add(wait); until.After(p.paused) {
		p.paused = until
	}
	p.level.refused()
	if p.shared == nil || p.sharing {
		return
	}
	if unlock, err := p.shared.TryLock(); err == nil && unlock != nil {
		p.storeShared()
		unlock()
	}
}

// changed ends the wait of the request at the head of the queue. The caller
// holds the lock.
func (p *Pacer) changed() {
	if p.wake != nil {
		p.wake()
		p.wake = nil
	}
}

// reserved returns the part of a limit, in requests, that is kept for others. It
// is at least two requests where the limit is 20 or more, to allow for answers
// that are on their way.
func reserved(limit, share float64) float64 {
	return math.Floor(max(limit*share, min(2, limit/10)))
}
