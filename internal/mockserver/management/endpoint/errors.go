package endpoint

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Error is a refusal, in the shape in which the service answers it.
type Error struct {
	StatusCode int    `json:"statusCode"`
	Title      string `json:"error"`
	Message    string `json:"message"`
	Code       string `json:"errorCode,omitempty"`
	// challenge is the value of WWW-Authenticate (RFC 6750, section 3).
	challenge string
	// retryAfter is the value of Retry-After, in seconds, or empty.
	retryAfter string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.StatusCode, e.Code, e.Message) }

// Refuse makes a refusal. Without args, format is the message as it stands.
func Refuse(status int, code, format string, args ...any) *Error {
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	return &Error{StatusCode: status, Title: http.StatusText(status), Message: message, Code: code}
}

// InvalidBody says what the schema cannot say about a body.
func InvalidBody(format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, CodeInvalidBody, "Payload validation error: "+format, args...)
}

// CodeInvalidBody is the error code of a body that is refused.
const CodeInvalidBody = "invalid_body"

// CodeTooMany is the error code of a request that exceeds a limit of the tenant.
const CodeTooMany = "too_many_entities"

// BadBody refuses a body in a text of its own, which the service does not
// introduce as a validation error.
func BadBody(format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, CodeInvalidBody, format, args...)
}

// InvalidQuery says what the schema cannot say about a query.
func InvalidQuery(format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, "invalid_query_string", "Query validation error: "+format, args...)
}

// violating turns what the schema found into a refusal; other errors stay.
func violating(err error, refuse func(string, ...any) *Error) error {
	var violations schema.Violations
	if errors.As(err, &violations) {
		return refuse("%s", violations.Error())
	}
	return err
}

// NotFound refuses a request about an object that does not exist.
func NotFound(code, format string, args ...any) *Error {
	return Refuse(http.StatusNotFound, code, format, args...)
}

// MissingClient is the answer for a client that does not exist (recorded 2023).
func MissingClient() *Error { return NotFound("inexistent_client", "The client does not exist") }

// MissingResourceServer is the answer for an API that does not exist (recorded
// 2025).
func MissingResourceServer() *Error {
	return NotFound("inexistent_resource_server", "The resource server does not exist")
}

// MissingOrganization is the answer for an organization that does not exist. It has
// no code (recorded 2023).
func MissingOrganization() *Error {
	return NotFound("", "No organization found by that id or name")
}

// MissingClientGrant is the answer for a grant that does not exist.
func MissingClientGrant() *Error {
	return NotFound("inexistent_client_grant", "The grant does not exist.")
}

// Conflict refuses a second object of the same natural key.
func Conflict(code, format string, args ...any) *Error {
	return Refuse(http.StatusConflict, code, format, args...)
}

// NotSupported refuses a change of something that the tenant cannot do without.
// That the service refuses is documented, its words are unknown.
func NotSupported(format string, args ...any) *Error {
	return Refuse(http.StatusBadRequest, "operation_not_supported", format, args...)
}

// NoSuchPath is the answer for a path that is not served.
func NoSuchPath() *Error { return NotFound("", "Not Found") }

// MethodNotAllowed is the answer for a path that is not served in this method.
func MethodNotAllowed() *Error {
	return Refuse(http.StatusMethodNotAllowed, "method_not_allowed", "Method Not Allowed")
}

// AsError turns any error into a response. An error that is not a refusal is a failure of
// the mock itself, or of the database that stores the tenant.
func AsError(err error) *Error {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal
	}
	// The service has limits for each kind of object, in this form, and none for the size.
	if limit := new(store.LimitError); errors.As(err, &limit) {
		return Refuse(http.StatusForbidden, CodeTooMany, "%s", limit)
	}
	// unknown: what the service answers while its own database is away.
	if errors.Is(err, store.ErrUnavailable) {
		unavailable := Refuse(http.StatusServiceUnavailable, "service_unavailable", "The mock tenant cannot answer now; try again: %s", err)
		unavailable.retryAfter = store.RetryAfter
		return unavailable
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Refuse(http.StatusServiceUnavailable, "request_cancelled", "The request ended before its answer: %s", err)
	}
	return Refuse(http.StatusInternalServerError, "internal_error", "The mock tenant failed: %s", err)
}
