package oauth

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// refusal is an OAuth error answer (RFC 6749, section 5.2) with the status
// that the service gives it.
type refusal struct {
	status      int
	code        string
	description string
	// challenge asks for HTTP Basic, for a client that tried it.
	challenge bool
}

func (r *refusal) Error() string { return r.code + ": " + r.description }

func refuse(status int, code, format string, args ...any) *refusal {
	return &refusal{status: status, code: code, description: fmt.Sprintf(format, args...)}
}

func badRequest(format string, args ...any) *refusal {
	return refuse(http.StatusBadRequest, "invalid_request", format, args...)
}

// unauthorized is the service's answer to any client that did not prove who it
// is; it does not tell a wrong secret from a client that does not exist.
func unauthorized() *refusal {
	return refuse(http.StatusUnauthorized, "access_denied", "Unauthorized")
}

func denied(format string, args ...any) *refusal {
	return refuse(http.StatusForbidden, "access_denied", format, args...)
}

func (r *refusal) write(w http.ResponseWriter) {
	if r.challenge {
		w.Header().Set("WWW-Authenticate", `Basic realm="oauth", charset="UTF-8"`)
	}
	writeJSON(w, r.status, map[string]string{"error": r.code, "error_description": r.description})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		status, encoded = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(encoded) // the client is gone when this fails
}

func methodNotAllowed(allowed ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		refuse(http.StatusMethodNotAllowed, "invalid_request", "%s is not allowed here, only %s", r.Method, strings.Join(allowed, ", ")).write(w)
	}
}

func notFound(w http.ResponseWriter, r *http.Request) {
	refuse(http.StatusNotFound, "not_found", "the mock tenant has nothing at %s", r.URL.EscapedPath()).write(w)
}
