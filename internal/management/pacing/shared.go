package pacing

import "time"

const (
	// smallLimit is the largest bucket of which the processes of one machine share the
	// level: of a free tenant, two processes that start at the same time would take
	// more than it holds.
	smallLimit = 10
	// sharedPoll is how often a process tries to get the lock that another one holds.
	sharedPoll = 10 * time.Millisecond
	// maxSharedWait bounds how long one process waits for another one's answer.
	maxSharedWait = 10 * time.Second
)

// Shared is what the processes of one machine share of a tenant with a small bucket,
// or with one of unknown size: one request is in flight at a time, and the level that
// its answer names is the next process's. It need not be safe for concurrent use.
type Shared interface {
	// TryLock gets the lock, and returns what releases it; nil when another process
	// holds it. After an error, nothing is shared.
	TryLock() (unlock func(), err error)
	// Load returns the level that was stored last, by any process; false when nothing
	// was stored. Load and Store need the lock.
	Load() (SharedLevel, bool)
	Store(SharedLevel)
}

// SharedLevel is the level of a bucket at a time.
type SharedLevel struct {
	Limit     float64 `json:"limit"`
	Remaining float64 `json:"remaining"`
	// PerSecond is a low estimate of what a second adds.
	PerSecond float64   `json:"per_second"`
	At        time.Time `json:"at"`
	// PausedUntil is until when nothing is sent, after a refusal.
	PausedUntil time.Time `json:"paused_until"`
}

// small reports whether the bucket is small, or may be.
func (l *level) small() bool {
	return l.state == unknown || l.state == limited && l.limit <= smallLimit
}

// adopt takes over the level that another process learned, unless this process knows
// a later one. sent numbers the last request of this process, which has none in flight.
func (l *level) adopt(s SharedLevel, sent uint64) {
	if s.Limit < 1 || s.Limit > smallLimit || l.state == limited && !s.At.After(l.at) {
		return
	}
	if l.trust == 0 {
		l.trust = 1
	}
	l.state, l.limit, l.remaining, l.at, l.number = limited, s.Limit, s.Remaining, s.At, sent
	l.refill = max(s.PerSecond, l.refill, 1/maxRefillTime.Seconds())
}

// lockShared gets the lock that a request to a small bucket needs until its answer,
// and the level that other processes know. It returns nil where no lock is needed, and
// a delay where the request has to wait. The caller holds the pacer's lock.
func (p *Pacer) lockShared(now time.Time) (unlock func(), d delay, wait bool) {
	if p.shared == nil || !p.level.small() {
		return nil, delay{}, false
	}
	if p.sharing {
		// Of an answer that does not come, no other request of this process has to wait.
		rest := firstAnswerWait - now.Sub(p.lastSent)
		return nil, delay{cause: firstAnswer, reason: firstAnswerReason, wait: rest, revisable: true}, rest > 0
	}
	unlock, err := p.shared.TryLock()
	switch {
	case err != nil:
		p.shared = nil
		return nil, delay{}, false
	case unlock == nil:
		if p.sharedSince.IsZero() {
			p.sharedSince = now
		}
		return nil, delay{cause: otherProcess, reason: "another process on this machine waits for the tenant's answer", wait: p.jitter(sharedPoll)},
			now.Sub(p.sharedSince) < maxSharedWait
	}
	p.sharedSince = time.Time{}
	if s, ok := p.shared.Load(); ok {
		p.level.adopt(s, p.sent)
		if s.PausedUntil.After(p.paused) && s.PausedUntil.Before(now.Add(maxPause)) {
			p.paused = s.PausedUntil
		}
	}
	if d, wait := p.levelDelay(now); wait {
		unlock()
		return nil, d, true
	}
	return unlock, delay{}, false
}

// storeShared stores the level for other processes. The caller has the shared lock.
func (p *Pacer) storeShared() {
	if !p.level.small() {
		return
	}
	s := SharedLevel{PausedUntil: p.paused}
	if p.level.state == limited {
		s.Limit, s.Remaining, s.PerSecond, s.At = p.level.limit, p.level.remaining, p.level.refill, p.level.at
	}
	p.shared.Store(s)
}
