package pacing

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// The constants of the estimate of the bucket:
//
//	| constant          | value   | what it is for                                                          |
//	|-------------------|---------|-------------------------------------------------------------------------|
//	| clockSkew         | 2 s     | the difference of Date and our clock above which Date counts: Date has  |
//	|                   |         | whole seconds, so a smaller one says nothing                            |
//	| firstAnswerWait   | 2 s     | how long one request waits for the answer to another while no level is  |
//	|                   |         | known; then it is sent without an answer                                |
//	| inFlightMargin    | 2.5     | how many requests above the reserve each request in flight needs, since |
//	|                   |         | other processes may see the same level and send too; more, the less the |
//	|                   |         | answers bear the estimate out                                           |
//	| cautiousMargin    | 4       | the same for the first answers, which do not show other processes yet   |
//	| cautiousAnswers   | 20      | how many answers that are                                               |
//	| answersPerFlight  | 2       | how many answers each request in flight needs, since processes that     |
//	|                   |         | start at the same time all find a full bucket ...                       |
//	| aloneAnswers      | 4       | ... until so many have shown that no other one takes from it; as many   |
//	|                   |         | are in flight where the first answer names a full bucket ...            |
//	| sharedPerFlight   | 4       | ... and where the answers show that others take from it                 |
//	| minRefillTime     | 500 ms  | the shortest time in which a bucket is taken to be full again: the      |
//	|                   |         | reset has whole seconds, and may be missing                             |
//	| maxRefillTime     | 1 h     | the longest one: a later reset is an error of the answer                |
//	| maxLimit          | 1e6     | the largest bucket: a larger number is an error of the answer           |
//	| refillDecay       | 0.98    | how much of the estimate of the refill remains after an answer with a   |
//	|                   |         | lower one: high estimates fade                                          |
//	| trustLoss         | 0.6     | how much trust in the estimate remains after a level below it ...       |
//	| trustGain         | 1.03    | ... and how it recovers with each level that bears the estimate out     |
//	| minTrust          | 0.1     | the least trust, so that a wait always ends                             |
//	| levelTolerance    | 1       | how many requests a level may be below the estimate without costing     |
//	|                   |         | trust: the header has whole requests ...                                |
//	| orderTolerance    | 0.75    | ... and for each request in flight: answers come in any order           |
const (
	clockSkew        = 2 * time.Second
	firstAnswerWait  = 2 * time.Second
	inFlightMargin   = 2.5
	cautiousMargin   = 4
	cautiousAnswers  = 20
	answersPerFlight = 2
	aloneAnswers     = 4
	sharedPerFlight  = 4
	minRefillTime    = 500 * time.Millisecond
	maxRefillTime    = time.Hour
	maxLimit         = 1e6
	refillDecay      = 0.98
	trustLoss        = 0.6
	trustGain        = 1.03
	minTrust         = 0.1
	levelTolerance   = 1
	orderTolerance   = 0.75
)

// level is what is known of the tenant's bucket.
type level struct {
	state levelState
	// limit is the size of the bucket. remaining is what it held at the time at,
	// according to the answer to the request of this number.
	limit, remaining float64
	at               time.Time
	number           uint64
	// refill is a low estimate of the requests that a second adds; trust is the
	// share of it that the answers bear out.
	refill, trust float64
	// answers counts the answers since the level was unknown. alone is set when the
	// first of them named a bucket that was full except for its own request.
	answers int
	alone   bool
}

type levelState int

const (
	// unknown is the state before the first answer, and after a refusal.
	unknown levelState = iota
	// unlimited means that answers name no limit.
	unlimited
	limited
)

// admits reports whether one more request leaves the reserve untouched, or how
// long it takes until it does; 0 means until the next answer. sent numbers the
// last request that was sent, at the time lastSent.
func (l *level) admits(now time.Time, reserve float64, sent uint64, lastSent time.Time, inFlight int) (time.Duration, bool) {
	switch l.state {
	case unlimited:
		return 0, true
	case unknown:
		if inFlight == 0 {
			return 0, true
		}
		wait := firstAnswerWait - now.Sub(lastSent)
		return max(wait, 0), wait <= 0
	}
	free := l.available(now, sent) - reserved(l.limit, reserve)
	switch {
	case inFlight >= l.maxInFlight():
		return 0, false
	case free >= 1+l.margin()*float64(inFlight):
		return 0, true
	case free >= 1:
		return 0, false // the next answer names the level
	default:
		wait := (1 - free) / (l.refill * l.trust)
		return max(time.Duration(wait*float64(time.Second)), time.Millisecond), false
	}
}

// maxInFlight returns how many requests may be in flight after the answers so far.
func (l *level) maxInFlight() int {
	switch {
	case l.trust < 1:
		return 1 + l.answers/sharedPerFlight
	case l.answers >= aloneAnswers:
		return math.MaxInt
	case l.alone:
		return aloneAnswers
	default:
		return 1 + l.answers/answersPerFlight
	}
}

// margin returns how many requests above the reserve each request in flight needs.
func (l *level) margin() float64 {
	if l.answers < cautiousAnswers {
		return cautiousMargin
	}
	return inFlightMargin / l.trust
}

// available estimates what the bucket holds now, less the requests that were sent
// and not answered yet.
func (l *level) available(now time.Time, sent uint64) float64 {
	unanswered := float64(0)
	if sent > l.number {
		unanswered = float64(sent - l.number)
	}
	return l.estimate(now) - unanswered
}

const firstAnswerReason = "the response to another request will show how much of the tenant's rate limit is left"

// shortage says why a request is not admitted.
func (l *level) shortage(now time.Time, reserve float64, sent uint64) (Cause, string) {
	if l.state != limited {
		return firstAnswer, firstAnswerReason
	}
	available, kept := l.available(now, sent), int(reserved(l.limit, reserve))
	text := fmt.Sprintf("%d of the %d requests of the tenant's rate limit are left", int(max(available, 0)), int(l.limit))
	if available < 1 || kept == 0 {
		return rateLimit, text
	}
	return reserveReached, fmt.Sprintf("%s, and %d are kept for production (reserve)", text, kept)
}

// estimate is what the bucket holds now if no other process sent requests.
func (l *level) estimate(now time.Time) float64 {
	return min(l.limit, l.remaining+l.refill*l.trust*now.Sub(l.at).Seconds())
}

// learn adopts the level that an answer reports. It ignores the answer to a request
// that was sent before the request whose answer it adopted last. inFlight is how many
// other requests have no answer yet.
func (l *level) learn(header http.Header, now time.Time, number uint64, inFlight int) {
	limit, err1 := strconv.ParseFloat(header.Get("X-RateLimit-Limit"), 64)
	remaining, err2 := strconv.ParseFloat(header.Get("X-RateLimit-Remaining"), 64)
	if err1 != nil || err2 != nil || !(limit >= 1 && limit <= maxLimit) || !(remaining >= 0) {
		if l.state == unknown {
			l.state = unlimited
		}
		return
	}
	l.answers++
	if l.answers == 1 {
		l.alone = limit > smallLimit && remaining >= limit-1
	}
	if l.state == limited && number < l.number {
		return
	}
	if l.trust == 0 {
		l.trust = 1
	}
	if l.state == limited {
		unanswered := float64(number - l.number)
		if remaining < l.estimate(now)-unanswered-orderTolerance*float64(inFlight)-levelTolerance {
			l.trust = max(l.trust*trustLoss, minTrust)
		} else {
			l.trust = min(l.trust*trustGain, 1)
		}
	}
	l.state, l.limit, l.remaining, l.at, l.number = limited, limit, min(remaining, limit), now, number
	// The header has whole requests: up to one fewer is missing. One is, since the
	// request has just taken it.
	l.refill = max(l.refill*refillDecay, max(limit-remaining-1, 1)/refillTime(header, now).Seconds())
}

// refillTime returns how long the bucket takes to be full again, according to an
// answer that came now.
func refillTime(header http.Header, now time.Time) time.Duration {
	reset, err := strconv.ParseInt(header.Get("X-RateLimit-Reset"), 10, 64)
	if err != nil {
		return minRefillTime
	}
	serviceTime := now
	if date, err := http.ParseTime(header.Get("Date")); err == nil && date.Sub(now).Abs() >= clockSkew {
		serviceTime = date
	}
	return min(max(time.Unix(reset, 0).Sub(serviceTime), minRefillTime), maxRefillTime)
}

// refused forgets the level: other processes used it up.
func (l *level) refused() {
	l.state, l.answers = unknown, 0
	l.trust = max(l.trust*trustLoss, minTrust)
}
