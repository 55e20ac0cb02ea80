package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// InterruptedError says that the caller of a request stopped waiting: Terraform was
// stopped, or the operation's timeout was over.
type InterruptedError struct {
	// Request names the request.
	Request string
	// Err is why the caller stopped: context.Canceled or context.DeadlineExceeded.
	Err error
	// Last is the failure of the last attempt; nil if no attempt was made.
	Last *Error
	// Write is set for a request that changes something.
	Write bool
	// Uncertain is set if the tenant may have carried the request out.
	Uncertain bool
}

// Error says what was stopped, and whether the tenant may have changed something.
func (e *InterruptedError) Error() string {
	text := e.Request + ": stopped"
	if errors.Is(e.Err, context.DeadlineExceeded) {
		text = e.Request + ": timed out"
	}
	if e.Last != nil {
		text += fmt.Sprintf(" before another attempt; the last one failed: %s", e.Last)
	}
	switch {
	case !e.Write:
	case e.Uncertain:
		text += ". " + e.doubt() + ": the tenant may have carried it out"
	case e.Last != nil:
		text += ". The tenant changed nothing"
	default:
		text += ". The request was not sent, so that nothing was changed"
	}
	return text
}

// doubt says why it is not known whether the tenant carried the request out.
func (e *InterruptedError) doubt() string {
	if e.Last != nil && e.Last.StatusCode >= http.StatusInternalServerError {
		return "The response does not show whether the change was made"
	}
	return "The request was sent, and no response arrived"
}

// Unwrap returns why the caller stopped, and the failure of the last attempt.
func (e *InterruptedError) Unwrap() []error {
	if e.Last == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Last}
}
