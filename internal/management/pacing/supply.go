package pacing

import (
	"math"
	"time"
)

// Supply is what a tenant's rate limit leaves for requests, at one moment.
type Supply struct {
	// Known is false before the first answer, and after a refusal until the next one.
	Known bool
	// Free is how many requests may be sent now: the level of the bucket, less the
	// reserve and the requests in flight. It is infinite where nothing limits.
	Free float64
	// PerSecond is a low estimate of how many requests each second adds.
	PerSecond float64
	// Latency is the smoothed time that the service takes to answer; 0 before the
	// first answer.
	Latency time.Duration
	// Queued is how many requests wait for a permit.
	Queued int
	// MaxInFlight bounds the requests in flight; 0 means no bound.
	MaxInFlight int
}

// comfort is how many requests have to be free for each request that waits: more may
// come before the next answer, from this process and from others.
const comfort = 2

// Covers reports whether the supply is enough for a number of requests that wait, in
// addition to those that wait for a permit, so that there is no need to hold one back
// until it can be combined with others. What is added within one latency counts too:
// a request that is held back waits about as long.
func (s Supply) Covers(waiting int) bool {
	waiting += s.Queued
	if s.MaxInFlight > 0 {
		waiting = min(waiting, s.MaxInFlight) // further ones wait for answers in any case
	}
	return s.Known && comfort*float64(waiting) <= s.Free+s.PerSecond*s.Latency.Seconds()
}

// Supply returns the present supply.
func (p *Pacer) Supply() Supply {
	queued := p.waits.waiting()
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	s := Supply{Free: math.Inf(1), Latency: p.latency, Queued: queued, MaxInFlight: p.concurrency}
	s.Known = p.level.state != unknown && !p.paused.After(now)
	if p.level.state == limited {
		s.Free = p.level.available(now, p.sent) - reserved(p.level.limit, p.reserve)
		s.PerSecond = p.level.refill * p.level.trust
	}
	if p.limiter != nil {
		tokens, perSecond := p.limiter.TokensAt(now), float64(p.limiter.Limit())
		if math.IsInf(s.Free, 1) {
			s.PerSecond = perSecond
		}
		s.Free, s.PerSecond = min(s.Free, tokens), min(s.PerSecond, perSecond)
	}
	return s
}

// latencyWeight is the share of a new measurement in the smoothed latency, as in
// TCP's estimate of the round-trip time (RFC 6298, section 2).
const latencyWeight = 8

// measured takes over how long an answer took. The caller holds the lock.
func (p *Pacer) measured(took time.Duration) {
	if p.latency == 0 {
		p.latency = took
		return
	}
	p.latency += (took - p.latency) / latencyWeight
}
