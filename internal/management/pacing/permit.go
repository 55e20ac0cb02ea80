package pacing

import (
	"net/http"
	"time"
)

// Permit is the permission to send one request. It ends with the first call of
// Answered or Unused; further calls do nothing. Both may be called on nil.
type Permit struct {
	pacer  *Pacer
	number uint64
	began  time.Time
	ended  bool
	// unlock releases the lock that other processes of this machine wait for; nil
	// where the request needs none.
	unlock func()
}

// Answered ends the request. header is the header of the answer, or nil when
// there was no answer.
func (l *Permit) Answered(header http.Header) {
	l.end(func(p *Pacer) {
		p.ended = p.now()
		if header != nil {
			p.level.learn(header, p.ended, l.number, p.inFlight)
			p.measured(p.ended.Sub(l.began))
		}
	})
}

// Unused returns a permit with which no request was sent.
func (l *Permit) Unused() {
	l.end(func(p *Pacer) {
		if l.number == p.sent {
			p.sent--
		}
	})
}

// end ends the permit, unless it has ended, and records how.
func (l *Permit) end(record func(*Pacer)) {
	if l == nil {
		return
	}
	p := l.pacer
	p.mu.Lock()
	defer p.mu.Unlock()
	if l.ended {
		return
	}
	l.ended = true
	p.inFlight--
	record(p)
	if l.unlock != nil {
		if p.shared != nil {
			p.storeShared()
		}
		l.unlock()
		p.sharing = false
	}
	p.changed()
}
