package rest

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// Cause is a reason for which requests fail that have nothing else in common.
type Cause string

// The causes that concern each request of a client.
const (
	// CauseNoToken: there is no token for the Management API.
	CauseNoToken Cause = "the provider has no token for the Management API"
	// CauseUnreachable: no connection to the tenant could be opened.
	CauseUnreachable Cause = "the tenant cannot be reached"
	// CauseTokenRefused: the tenant does not accept the token.
	CauseTokenRefused Cause = "the tenant does not accept the token for the Management API"
	// CauseRateLimit: the rate limit stayed used up over all repetitions.
	CauseRateLimit Cause = "the tenant's rate limit is used up"
)

// CauseError is an error for a Cause. The errors of one client for one cause know of
// each other, so that only one of them is reported in full.
type CauseError struct {
	Cause Cause
	Err   error

	reported *atomic.Bool
}

// Error is the text of the error itself.
func (e *CauseError) Error() string { return e.Err.Error() }

// Unwrap returns the error itself.
func (e *CauseError) Unwrap() error { return e.Err }

// Report reports whether the error is the first one of its cause to be reported.
func (e *CauseError) Report() bool { return e.reported.CompareAndSwap(false, true) }

// causes are those that a client met; the zero value has met none.
type causes struct {
	mu       sync.Mutex
	reported map[Cause]*atomic.Bool
}

// mark returns the error as a CauseError if it has a cause.
func (c *causes) mark(err error, hasToken bool) error {
	cause := causeOf(err, hasToken)
	if cause == "" {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reported == nil {
		c.reported = map[Cause]*atomic.Bool{}
	}
	if c.reported[cause] == nil {
		c.reported[cause] = &atomic.Bool{}
	}
	return &CauseError{Cause: cause, Err: err, reported: c.reported[cause]}
}

func causeOf(err error, hasToken bool) Cause {
	var failure *Error
	var lost *LostCreateError
	switch {
	case errors.As(err, &lost):
		return "" // is about its object
	case retry.NeverSent(err) || retry.Permanent(err):
		return CauseUnreachable
	case !hasToken:
		return CauseNoToken
	case !errors.As(err, &failure):
		return ""
	case failure.StatusCode == http.StatusUnauthorized:
		return CauseTokenRefused
	case failure.StatusCode == http.StatusTooManyRequests:
		return CauseRateLimit
	}
	return ""
}
