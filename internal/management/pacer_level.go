package management

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const (
	// skew is from when on the clocks of service and provider are taken to
	// differ. The Date of an answer has whole seconds.
	skew = 2 * time.Second
	// patience is how long, while nothing is known, one request waits for the
	// answer to another.
	patience = time.Second
	// caution is how many requests must be left for each that is in flight, since
	// other processes may see the same level and do the same.
	caution = 4
	// leastSpan is how soon the bucket is taken to be whole again at the least,
	// also when an answer does not say. The time it says has whole seconds.
	leastSpan = 500 * time.Millisecond
	// longestSpan and highestLimit are beyond what a service says in earnest;
	// they keep the arithmetic sound.
	longestSpan, highestLimit = time.Hour, 1e6
	// fading and mending are how the estimate of the refill follows what
	// answers say: a high one fades, one that promised too much is trusted less.
	fading, mistrust, mending, minTrust = 0.95, 0.6, 1.03, 0.1
	// surprise is how far, in requests, an answer may be below the estimate.
	surprise = 1
)

// level is what is known of the tenant's bucket.
type level struct {
	state levelState
	// limit is the bucket's size, left what it held at the time at, which the
	// answer to the request of this number told.
	limit, left float64
	at          time.Time
	number      uint64
	// refill is an estimate, in requests a second, that errs on the low side;
	// trust is the share of it that the answers bear out.
	refill, trust float64
	// answers counts those since nothing was known. A quarter as many are in
	// flight: processes that start at once all find the bucket full.
	answers int
}

type levelState int

const (
	// unknown is before the first answer, and after a refusal.
	unknown levelState = iota
	// unlimited is when answers do not tell a limit.
	unlimited
	limited
)

// admits tells whether one more request leaves the reserve alone, or how long
// it takes until it may; 0 is until the next answer. sent numbers the last
// request that was sent, at the time lastSent.
func (l *level) admits(now time.Time, reserve float64, sent uint64, lastSent time.Time, inFlight int) (time.Duration, bool) {
	switch l.state {
	case unlimited:
		return 0, true
	case unknown:
		if inFlight == 0 {
			return 0, true
		}
		wait := patience - now.Sub(lastSent)
		return max(wait, 0), wait <= 0
	}
	free := l.rest(now, sent) - reserved(l.limit, reserve)
	switch {
	case 4*inFlight > l.answers:
		return 0, false
	case free >= 1+caution*float64(inFlight):
		return 0, true
	case free >= 1:
		return 0, false // an answer that is under way will say how much is left
	default:
		wait := (1 - free) / (l.refill * l.trust)
		return max(time.Duration(wait*float64(time.Second)), time.Millisecond), false
	}
}

// rest is what the bucket holds now, less what was sent and not heard of yet.
func (l *level) rest(now time.Time, sent uint64) float64 {
	unheard := float64(0)
	if sent > l.number {
		unheard = float64(sent - l.number)
	}
	return l.estimate(now) - unheard
}

// shortage is why a request is not admitted.
func (l *level) shortage(now time.Time, reserve float64, sent uint64) (waitCause, string) {
	if l.state != limited {
		return causeAnswer, "the answer to another request tells what the tenant's rate limit leaves"
	}
	left, kept := l.rest(now, sent), int(reserved(l.limit, reserve))
	text := fmt.Sprintf("%d of the %d requests of the tenant's rate limit are left", int(max(left, 0)), int(l.limit))
	if left < 1 || kept == 0 {
		return causeRateLimit, text
	}
	return causeReserve, fmt.Sprintf("%s, and %d are kept for production (reserve)", text, kept)
}

// estimate is what the bucket holds now, if nobody else took from it.
func (l *level) estimate(now time.Time) float64 {
	return min(l.limit, l.left+l.refill*l.trust*now.Sub(l.at).Seconds())
}

// learn takes what an answer says. An answer that was overtaken says less than
// the one before.
func (l *level) learn(header http.Header, now time.Time, number uint64) {
	limit, err1 := strconv.ParseFloat(header.Get("X-RateLimit-Limit"), 64)
	left, err2 := strconv.ParseFloat(header.Get("X-RateLimit-Remaining"), 64)
	if err1 != nil || err2 != nil || !(limit >= 1 && limit <= highestLimit) || !(left >= 0) {
		if l.state == unknown {
			l.state = unlimited
		}
		return
	}
	l.answers++
	if l.state == limited && number < l.number {
		return
	}
	if l.trust == 0 {
		l.trust = 1
	}
	if l.state == limited {
		unheard := float64(number - l.number)
		if left < l.estimate(now)-unheard-surprise {
			l.trust = max(l.trust*mistrust, minTrust)
		} else {
			l.trust = min(l.trust*mending, 1)
		}
	}
	l.state, l.limit, l.left, l.at, l.number = limited, limit, min(left, limit), now, number
	span := leastSpan
	if reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64); err == nil {
		there := now
		if date, err := http.ParseTime(header.Get("Date")); err == nil && date.Sub(now).Abs() >= skew {
			there = date
		}
		span = min(max(time.Unix(reset, 0).Sub(there), leastSpan), longestSpan)
	}
	l.refill = max(l.refill*fading, max(limit-left, 1)/span.Seconds())
}

// refused forgets the level: somebody else took what there was.
func (l *level) refused() {
	l.state, l.answers = unknown, 0
	l.trust = max(l.trust*mistrust, minTrust)
}
