package faults

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/recorder"
)

// The names of the faults that change the response, as a Witness gets them.
const (
	ErrorFault      = "error"
	LostAnswerFault = "lost answer"
	SlowAnswerFault = "slow answer"
)

// Witness is an http.ResponseWriter that learns which fault was injected, and the
// status that the tenant would have sent.
type Witness interface {
	Injected(fault string, status int)
}

// exemption is the context key of Exempt.
type exemption struct{}

// Exempt returns a context for requests without faults: changes through the control
// API or by tests. No request over a connection can have it.
func Exempt(ctx context.Context) context.Context {
	return context.WithValue(ctx, exemption{}, true)
}

// IsExempt reports whether the context is from Exempt.
func IsExempt(ctx context.Context) bool { return ctx.Value(exemption{}) != nil }

// Handler returns next with the faults.
func (f *Faults) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if IsExempt(r.Context()) {
			next.ServeHTTP(w, r)
			return
		}
		if err := f.runMoments(r.Context()); err != nil {
			management.WriteFailure(w, err)
			return
		}
		injected, err := f.choose(r)
		if err != nil {
			management.WriteFailure(w, err)
			return
		}
		if injected.latency+injected.slow > 0 {
			postponeDeadlines(w, injected.latency+injected.slow)
		}
		if injected.latency > 0 && f.sleep(r.Context(), injected.latency) != nil {
			panic(http.ErrAbortHandler) // the client no longer waits for the response
		}
		switch {
		case injected.fail:
			notify(w, ErrorFault, http.StatusInternalServerError)
			f.fail(w, r)
		case injected.lose:
			serve(next, w, r, LostAnswerFault)
			panic(http.ErrAbortHandler) // net/http closes the connection
		case injected.slow > 0:
			response := serve(next, w, r, SlowAnswerFault)
			if f.trickle(r.Context(), w, response, injected.slow) != nil {
				panic(http.ErrAbortHandler)
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// serve records the response of next, and notifies the Witness of the fault.
func serve(next http.Handler, w http.ResponseWriter, r *http.Request, fault string) *recorder.Recorder {
	response := recorder.New()
	next.ServeHTTP(response, r)
	status, _, _ := response.Response()
	notify(w, fault, status)
	return response
}

// bodyTime is how long a body may take to arrive after the latency.
const bodyTime = 30 * time.Second

// postponeDeadlines adds a delay to the deadlines of the server, which are for
// connections that hang by accident. After the read deadline, net/http would cancel
// the request although the client still waits. In process there are no deadlines,
// and the errors do not matter.
func postponeDeadlines(w http.ResponseWriter, delay time.Duration) {
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(delay + bodyTime))
	_ = connection.SetWriteDeadline(time.Time{})
}

// injection is the faults of one request.
type injection struct {
	latency, slow time.Duration
	fail, lose    bool
}

func (f *Faults) choose(r *http.Request) (chosen injection, err error) {
	s := f.shared.get()
	chosen = injection{latency: time.Duration(s.Settings.Latency), slow: time.Duration(s.Settings.SlowAnswers)}
	if chosen.fail, err = f.happens(s, r, func(s *Settings) **Chance { return &s.Errors }); err != nil || chosen.fail {
		return chosen, err // the response of a request that fails cannot be lost
	}
	chosen.lose, err = f.happens(s, r, func(s *Settings) **Chance { return &s.LostAnswers })
	return chosen, err
}

// happens decides at random whether a fault happens to r, and counts it. Only a fault that is
// limited in number is counted.
func (f *Faults) happens(s faultState, r *http.Request, chance func(*Settings) **Chance) (bool, error) {
	c := *chance(&s.Settings)
	if c == nil || !c.concerns(r) {
		return false, nil
	}
	if drawn, err := f.draw(r.Context(), s); err != nil || drawn >= c.Rate {
		return false, err
	}
	if c.Times == 0 {
		return true, nil
	}
	happens := false
	err := f.shared.change(r.Context(), func(s *faultState) error {
		counted := chance(&s.Settings)
		c := *counted
		happens = c != nil && c.concerns(r)
		switch {
		case !happens: // other requests used it up
		case c.Times == 1:
			*counted = nil
		case c.Times > 1:
			c.Times--
		}
		return nil
	})
	return happens, err
}

func (c *Chance) concerns(r *http.Request) bool {
	return (len(c.Methods) == 0 || slices.Contains(c.Methods, r.Method)) && strings.HasPrefix(r.URL.EscapedPath(), c.Path)
}

// fail answers 500 in the format of the requested API. The request counts for the
// rate limit of the Management API.
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
	// An error means that the client closed the connection.
	_ = json.NewEncoder(w).Encode(map[string]string{"error": "server_error", "error_description": "Internal Server Error"})
}

func notify(w http.ResponseWriter, fault string, status int) {
	if witness, ok := w.(Witness); ok {
		witness.Injected(fault, status)
	}
}
