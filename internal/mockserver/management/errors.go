package management

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

// apiError is a refusal, in the shape in which the service answers it.
type apiError struct {
	StatusCode int    `json:"statusCode"`
	Title      string `json:"error"`
	Message    string `json:"message"`
	Code       string `json:"errorCode,omitempty"`
	// challenge is the value of WWW-Authenticate (RFC 6750, section 3).
	challenge string
}

// Error implements error.
func (e *apiError) Error() string { return fmt.Sprintf("%d %s: %s", e.StatusCode, e.Code, e.Message) }

func refuse(status int, code, format string, args ...any) *apiError {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	return &apiError{StatusCode: status, Title: http.StatusText(status), Message: message, Code: code}
}

// WriteError answers in the shape of the service's errors. code is left out when
// it is empty.
func WriteError(w http.ResponseWriter, status int, code, message string) {
	writeError(w, refuse(status, code, "%s", message))
}

// invalidBody is what the schema cannot say about a body.
func invalidBody(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "invalid_body", "Payload validation error: "+format, args...)
}

func invalidQuery(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "invalid_query_string", "Query validation error: "+format, args...)
}

// violating turns what the schema found into a refusal; other errors stay.
func violating(err error, refuse func(string, ...any) *apiError) error {
	var violations schema.Violations
	if errors.As(err, &violations) {
		return refuse("%s", violations.Error())
	}
	return err
}

func notFound(code, format string, args ...any) *apiError {
	return refuse(http.StatusNotFound, code, format, args...)
}

func conflict(code, format string, args ...any) *apiError {
	return refuse(http.StatusConflict, code, format, args...)
}

// systemObject refuses a change of something that the tenant cannot do without.
func systemObject(format string, args ...any) *apiError {
	return refuse(http.StatusBadRequest, "operation_not_supported", format, args...)
}

func methodNotAllowed() *apiError {
	return refuse(http.StatusMethodNotAllowed, "method_not_allowed", "Method Not Allowed")
}

// asAPIError makes every error one that can be answered. What is not a refusal
// is a failure of the mock itself.
func asAPIError(err error) *apiError {
	var refusal *apiError
	if errors.As(err, &refusal) {
		return refusal
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return refuse(http.StatusServiceUnavailable, "request_cancelled", "The request ended before its answer: %s", err)
	}
	return refuse(http.StatusInternalServerError, "internal_error", "The mock tenant failed: %s", err)
}
