package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// LostCreateError says that an object may have been created, by a request whose
// response did not arrive or does not say so, and that it is not known whether it was,
// or which object it is.
type LostCreateError struct {
	// Err is why the create failed.
	Err error
	// Lookup is why looking the object up failed; nil when it was not looked up, or
	// when there are candidates.
	Lookup error
	// Candidates are the IDs of the objects that it may be.
	Candidates []string
}

// Error says what is known.
func (e *LostCreateError) Error() string {
	text := strings.Replace(e.Err.Error(), mayHaveChanged, "", 1) // said more precisely below
	switch {
	case e.Lookup != nil:
		text += fmt.Sprintf("; the object may have been created all the same, and looking for it failed: %s", e.Lookup)
	case len(e.Candidates) > 0:
		text += "; the object may have been created all the same, as " + strings.Join(e.Candidates, " or ")
	default:
		text += "; the object may have been created all the same"
	}
	return text
}

// Unwrap returns why the create failed.
func (e *LostCreateError) Unwrap() error { return e.Err }

// CandidatesError is the error of a Lookup that found several objects, each of
// which the request may have created.
type CandidatesError struct{ IDs []string }

// Error implements error.
func (e *CandidatesError) Error() string { return "several objects may be it" }

// lookup finds what was created, if a failed attempt may have done so.
func (s *sending) lookup(ctx context.Context) ([]byte, error) {
	if !s.uncertain || s.request.Lookup == nil {
		return nil, nil
	}
	answer, err := s.request.Lookup(ctx)
	if several, ok := errors.AsType[*CandidatesError](err); ok {
		return nil, &LostCreateError{Err: s.failure, Candidates: several.IDs}
	}
	if err != nil {
		return nil, &LostCreateError{Err: s.failure, Lookup: err}
	}
	return answer, nil
}

// Interrupted returns the error of a caller whose context ended, with this error,
// before the request was sent.
func (r Request) Interrupted(err error) error { return r.interrupted(err, nil, false) }

// interrupted returns the error of a caller whose context ended. last is the
// failure after which the request was to be repeated, if any. uncertain says that
// the service may have made the change.
func (r Request) interrupted(err error, last *Error, uncertain bool) error {
	interrupted := &InterruptedError{Request: r.String(), Err: err, Last: last, Write: r.Method != http.MethodGet, Uncertain: uncertain}
	if uncertain && r.Lookup != nil {
		return &LostCreateError{Err: interrupted}
	}
	return interrupted
}
