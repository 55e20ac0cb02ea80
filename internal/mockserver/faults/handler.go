package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// The names of the faults that decide what a client gets, as a Witness is told
// them.
const (
	ErrorFault      = "error"
	LostAnswerFault = "lost answer"
	SlowAnswerFault = "slow answer"
)

// Witness is an http.ResponseWriter that wants to know which fault its request
// met, and which status the tenant meant to answer.
type Witness interface {
	Injected(fault string, status int)
}

// exemption is the context key of a request behind the tenant's back.
type exemption struct{}

// Exempt returns a context for a request that meets no fault: what somebody
// does behind the back of the tenant's clients. It cannot come over a
// connection.
func Exempt(ctx context.Context) context.Context {
	return context.WithValue(ctx, exemption{}, true)
}

// IsExempt tells whether the context is one of Exempt.
func IsExempt(ctx context.Context) bool { return exempt(ctx) }

func exempt(ctx context.Context) bool { return ctx.Value(exemption{}) != nil }

// Handler returns next as its clients meet it.
func (f *Faults) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if exempt(r.Context()) {
			next.ServeHTTP(w, r)
			return
		}
		if err := f.pass(r.Context()); err != nil {
			management.WriteError(w, http.StatusInternalServerError, "internal_error", "The mock tenant failed: "+err.Error())
			return
		}
		met := f.decide(r)
		if met.latency+met.slow > 0 {
			postponeDeadlines(w, met.latency+met.slow)
		}
		if met.latency > 0 && f.sleep(r.Context(), met.latency) != nil {
			panic(http.ErrAbortHandler) // nobody waits for the answer any more
		}
		switch {
		case met.fail:
			witness(w, ErrorFault, http.StatusInternalServerError)
			f.fail(w, r)
		case met.lose:
			lost := newBuffer()
			next.ServeHTTP(lost, r)
			witness(w, LostAnswerFault, lost.status())
			panic(http.ErrAbortHandler) // net/http closes the connection
		case met.slow > 0:
			whole := newBuffer()
			next.ServeHTTP(whole, r)
			witness(w, SlowAnswerFault, whole.status())
			if f.trickle(r.Context(), w, whole, met.slow) != nil {
				panic(http.ErrAbortHandler)
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// bodyTime is how long a body may take to arrive once latency is over.
const bodyTime = 30 * time.Second

// postponeDeadlines has the server's limits of time, which are for connections
// that hang by accident, not count a delay. Beyond the read deadline, net/http
// takes even a client that waits for its answer for gone. In process there are
// no deadlines, and no error matters.
func postponeDeadlines(w http.ResponseWriter, delay time.Duration) {
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(delay + bodyTime))
	_ = connection.SetWriteDeadline(time.Time{})
}

// encounter is what a request meets.
type encounter struct {
	latency, slow time.Duration
	fail, lose    bool
}

func (f *Faults) decide(r *http.Request) encounter {
	f.mu.Lock()
	defer f.mu.Unlock()
	met := encounter{latency: time.Duration(f.settings.Latency), slow: time.Duration(f.settings.SlowAnswers)}
	met.fail = f.happens(&f.settings.Errors, r)
	// A request that fails has no answer to lose.
	met.lose = !met.fail && f.happens(&f.settings.LostAnswers, r)
	return met
}

// happens draws whether a fault happens to r, and counts it down.
func (f *Faults) happens(chance **Chance, r *http.Request) bool {
	c := *chance
	if c == nil || (len(c.Methods) > 0 && !slices.Contains(c.Methods, r.Method)) || !strings.HasPrefix(r.URL.EscapedPath(), c.Path) {
		return false
	}
	if f.random.Float64() >= c.Rate {
		return false
	}
	if c.Times == 1 {
		*chance = nil
	} else if c.Times > 1 {
		c.Times--
	}
	return true
}

// fail answers 500 in the shape of the API that was asked. Of the Management
// API's rate limit it takes what the request would have taken.
func (f *Faults) fail(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.EscapedPath(), management.Prefix) {
		management.Limited(f, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			management.WriteError(w, http.StatusInternalServerError, "", "An internal server error occurred")
		})).ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusInternalServerError)
	// The client is gone when this fails.
	_ = json.NewEncoder(w).Encode(map[string]string{"error": "server_error", "error_description": "Internal Server Error"})
}

func witness(w http.ResponseWriter, fault string, status int) {
	if witness, ok := w.(Witness); ok {
		witness.Injected(fault, status)
	}
}
