// Package protocol holds what all endpoints of the mock's Authentication API
// share: parameters in, JSON answers and OAuth errors out, and CORS.
package protocol

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Error is an OAuth error answer (RFC 6749, section 5.2) with the HTTP status
// that the service gives it. It is the error type of every refusal.
type Error struct {
	Status      int
	Code        string
	Description string
	// URI is the error_uri, or empty.
	URI string
	// Hint says what the developer can do. Only pages for people show it, since it is
	// not the service's.
	Hint string
	// Header is sent with the refusal; it may be nil.
	Header http.Header
	// Challenge asks for HTTP Basic (RFC 6749, section 5.2): the client tried it.
	Challenge bool
}

// Error implements error.
func (e *Error) Error() string { return e.Code + ": " + e.Description }

// NewError makes a refusal; format and args make the description.
func NewError(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Description: fmt.Sprintf(format, args...)}
}

// InvalidRequest is a 400 invalid_request.
func InvalidRequest(format string, args ...any) *Error {
	return NewError(http.StatusBadRequest, "invalid_request", format, args...)
}

// Missing is the service's refusal of a request that lacks a parameter.
func Missing(parameter string) *Error {
	return InvalidRequest("Missing required parameter: %s", parameter)
}

// Unauthorized is the service's answer to any client that did not prove who it
// is; it does not distinguish a wrong secret from an unknown client.
func Unauthorized() *Error {
	return NewError(http.StatusUnauthorized, "access_denied", "Unauthorized")
}

// AccessDenied is a 403 access_denied.
func AccessDenied(format string, args ...any) *Error {
	return NewError(http.StatusForbidden, "access_denied", format, args...)
}

// InvalidGrant is the service's refusal of a code or refresh token. The service
// answers 403 where RFC 6749, section 5.2 has 400.
func InvalidGrant(description string) *Error {
	return NewError(http.StatusForbidden, "invalid_grant", "%s", description)
}

// ErrorOf returns the refusal that err is or wraps. Any other error is a failure of the mock
// itself, a 500 server_error, or of the database that stores the tenant, a 503
// temporarily_unavailable (RFC 6749, section 4.1.2.1).
func ErrorOf(err error) *Error {
	if refused := new(Error); errors.As(err, &refused) {
		return refused
	}
	if limit := new(store.LimitError); errors.As(err, &limit) { // the service has no such limit
		return NewError(http.StatusForbidden, "too_many_entities", "%s", limit)
	}
	// unknown: what the service answers while its own database is away.
	if errors.Is(err, store.ErrUnavailable) {
		unavailable := NewError(http.StatusServiceUnavailable, "temporarily_unavailable", "the mock tenant cannot answer now; try again: %v", err)
		unavailable.Header = http.Header{"Retry-After": {store.RetryAfter}}
		return unavailable
	}
	return NewError(http.StatusInternalServerError, "server_error", "the mock tenant failed: %v", err)
}

// WriteError answers with the refusal that err stands for, as JSON.
func WriteError(w http.ResponseWriter, err error) {
	refused := ErrorOf(err)
	if refused.Challenge {
		w.Header().Set("WWW-Authenticate", `Basic realm="oauth", charset="UTF-8"`)
	}
	maps.Copy(w.Header(), refused.Header)
	WriteJSON(w, refused.Status, struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
		URI         string `json:"error_uri,omitempty"`
	}{refused.Code, refused.Description, refused.URI})
}

// WriteJSON answers with a JSON body.
func WriteJSON(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		status, encoded = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // it fails only when the client has disconnected
}

// MethodNotAllowed answers a request whose method the path does not have.
func MethodNotAllowed(allowed ...string) http.HandlerFunc {
	list := strings.Join(allowed, ", ")
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", list)
		WriteError(w, NewError(http.StatusMethodNotAllowed, "invalid_request", "%s is not allowed here, only %s", r.Method, list))
	}
}

// NotFound answers a request for a path that the mock does not have.
func NotFound(w http.ResponseWriter, r *http.Request) {
	WriteError(w, NewError(http.StatusNotFound, "not_found", "the mock tenant has nothing at %s", r.URL.EscapedPath()))
}
