package management

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/background"
)

const (
	// defaultConcurrency is how many requests are in flight unless Options say
	// otherwise: Terraform's own default.
	defaultConcurrency = 10
	// defaultReserve is the share of the tenant's limit that stays for others.
	defaultReserve = 0.25
	// maxPause bounds how long the bucket is taken to need, since a clock that is
	// off may say more. The pacer looks again sooner than that.
	maxPause = time.Minute
)

// pacer is what every request passes. The tenant's rate limit is a bucket that
// all clients share, and only the service knows its level: each answer tells
// it. The pacer keeps the level above the reserve, and has the less in flight the
// nearer the level is to it, so that several processes, none of which knows of
// the others, get shares alike. Own counting fills the gaps between answers.
type pacer struct {
	now    func() time.Time
	sleep  func(context.Context, time.Duration) error
	jitter func(time.Duration) time.Duration
	// reserve is the share of the limit that is left.
	reserve float64
	// concurrency bounds what is in flight; 0 is no bound.
	concurrency int
	// limiter is the configured rate; nil is none.
	limiter *rate.Limiter
	stats   *statistics
	waits   *waits

	// turn is held by the one who is next, so that requests go in order.
	turn chan struct{}
	// news tells the one who is next that something changed.
	news chan struct{}

	mu       sync.Mutex
	level    level
	inFlight int
	// sent numbers the requests; lastSent is when that one was sent, and ended
	// when one ended last.
	sent     uint64
	lastSent time.Time
	ended    time.Time
	// paused is until when nothing is sent, after a refusal.
	paused time.Time
}

// newPacer makes the pacer of a client whose options are complete.
func newPacer(o Options, stats *statistics) *pacer {
	p := &pacer{
		now: o.Now, sleep: o.Sleep, jitter: o.Jitter, stats: stats, waits: newWaits(o.Now),
		concurrency: defaultConcurrency, reserve: defaultReserve,
		turn: make(chan struct{}, 1), news: make(chan struct{}, 1),
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

// permit is leave to send one request. It ends with the first call of answered
// or unused; further calls do nothing.
type permit struct {
	pacer  *pacer
	number uint64
	ended  bool
}

// acquire waits until one more request may be sent, or the context ends, whose
// error it then returns. r and attempt are what the log says of the request.
func (p *pacer) acquire(ctx context.Context, r request, attempt int) (*permit, error) {
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
		leave, held := p.admit()
		if leave != nil {
			p.stats.waited(p.now().Sub(start))
			return leave, nil
		}
		p.waits.held(ctx, r, attempt, held, start)
		if err := p.await(ctx, held.piece(p.now().Sub(start))); err != nil {
			return nil, err
		}
	}
}

// await waits for an answer, and no longer than wait, unless that is 0.
func (p *pacer) await(ctx context.Context, wait time.Duration) error {
	if wait == 0 {
		select {
		case <-p.news:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	sleeping, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	background.Go(ctx, "waiting for leave to send a request", func() {
		defer close(done)
		select {
		case <-p.news:
			cancel()
		case <-sleeping.Done():
		}
	}, nil)
	err := p.sleep(sleeping, wait)
	woken := sleeping.Err() != nil
	cancel()
	<-done
	if woken {
		return ctx.Err()
	}
	return err
}

// admit gives leave to one more request, or says why not and how long to wait
// before asking again.
func (p *pacer) admit() (*permit, delay) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if pause := p.paused.Sub(now); pause > 0 {
		return nil, delay{cause: causeRefusal, reason: "the tenant refused a request for its rate limit (429)", wait: pause}
	}
	if p.concurrency > 0 && p.inFlight >= p.concurrency {
		return nil, delay{cause: causeInFlight, reason: fmt.Sprintf("%d requests are in flight, the most there may be (max_concurrent_requests)", p.inFlight)}
	}
	if wait, ok := p.level.admits(now, p.reserve, p.sent, p.lastSent, p.inFlight); !ok {
		if wait > 0 {
			wait = min(p.jitter(wait), maxPause)
		}
		cause, reason := p.level.shortage(now, p.reserve, p.sent)
		return nil, delay{cause: cause, reason: reason, wait: wait, revisable: p.inFlight > 0}
	}
	if p.limiter != nil {
		if r := p.limiter.ReserveN(now, 1); r.DelayFrom(now) > 0 {
			wait := r.DelayFrom(now)
			r.CancelAt(now)
			return nil, delay{cause: causeOwnRate, reason: fmt.Sprintf("max_requests_per_second is %g", float64(p.limiter.Limit())), wait: wait}
		}
	}
	p.sent++
	p.inFlight++
	p.lastSent = now
	return &permit{pacer: p, number: p.sent}, delay{}
}

// answered ends a request. header is the answer's; nil when there was none.
func (l *permit) answered(header http.Header) {
	p := l.pacer
	defer p.tell()
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.ended {
		return
	}
	l.ended = true
	p.inFlight--
	p.ended = p.now()
	if header != nil {
		p.level.learn(header, p.ended, l.number)
	}
}

// idle is for how long no request has been in flight.
func (p *pacer) idle() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.inFlight > 0 {
		return 0
	}
	return p.now().Sub(p.ended)
}

// unused gives leave back that was not made use of. The permit may be nil.
func (l *permit) unused() {
	if l == nil {
		return
	}
	p := l.pacer
	defer p.tell()
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.ended {
		return
	}
	l.ended = true
	p.inFlight--
	if l.number == p.sent {
		p.sent--
	}
}

// pause stops all requests after a refusal. What is in the bucket then is not
// known: the first request after it goes alone.
func (p *pacer) pause(wait time.Duration) {
	p.mu.Lock()
	if until := p.now().Add(wait); until.After(p.paused) {
		p.paused = until
	}
	p.level.refused()
	p.mu.Unlock()
}

func (p *pacer) tell() {
	select {
	case p.news <- struct{}{}:
	default: // it has not heard the last one yet
	}
}

// reserved is the part of a limit, in requests, that is left for others: at
// least a few, where there are many, for those whose answers are under way.
func reserved(limit, share float64) float64 {
	return math.Floor(max(limit*share, min(2, limit/10)))
}
