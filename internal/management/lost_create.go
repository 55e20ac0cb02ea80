package management

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// LostCreateError says that an object may have been created, by a request whose
// answer did not arrive, and that it cannot be told whether, or which it is.
type LostCreateError struct {
	// Err is why the create failed.
	Err error
	// Look is why nobody could look for the object; nil where nobody tried, or
	// where there are candidates.
	Look error
	// Candidates are the IDs of objects that may be it.
	Candidates []string
}

// Error says what is known.
func (e *LostCreateError) Error() string {
	text := e.Err.Error()
	switch {
	case e.Look != nil:
		text += fmt.Sprintf("; whether it was created all the same could not be found out: %s", e.Look)
	case len(e.Candidates) > 0:
		text += "; it may have been created all the same, and be one of " + strings.Join(e.Candidates, ", ")
	default:
		text += "; it may have been created all the same"
	}
	return text
}

// Unwrap returns why the create failed.
func (e *LostCreateError) Unwrap() error { return e.Err }

// severalError says that several objects may be what a create made.
type severalError struct{ ids []string }

func (e *severalError) Error() string { return "several objects may be it" }

// found looks for what was created, where unknown tells that an attempt may have
// done so. failure is the last one.
func (r request) found(ctx context.Context, unknown bool, failure *Error) ([]byte, error) {
	if !unknown || r.look == nil {
		return nil, nil
	}
	answer, err := r.look(ctx)
	var several *severalError
	switch {
	case errors.As(err, &several):
		return nil, &LostCreateError{Err: failure, Candidates: several.ids}
	case err != nil:
		return nil, &LostCreateError{Err: failure, Look: err}
	default:
		return answer, nil
	}
}

// settles reports whether the outcome of a create tells the user what became of
// the create of a killed process: the next process need not look for it again.
func settles(err error) bool {
	if exists, ok := errors.AsType[*ExistsError](err); ok {
		return exists.Lookup == nil
	}
	_, lost := errors.AsType[*LostCreateError](err)
	return err == nil || lost
}
