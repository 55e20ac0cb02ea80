package mockserver

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// routes hands a request to the API that its path belongs to. It is no
// http.ServeMux, which would redirect a path that holds an unencoded
// identifier ("https://…") instead of letting the API refuse it.
type routes struct {
	management, oauth http.Handler
}

// ServeHTTP implements http.Handler.
func (h routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.EscapedPath()
	switch {
	case strings.HasPrefix(path, management.Prefix):
		h.management.ServeHTTP(w, r)
	case strings.HasPrefix(path, "/oauth/"), strings.HasPrefix(path, "/.well-known/"):
		h.oauth.ServeHTTP(w, r)
	default:
		writeError(w, http.StatusNotFound, "The mock tenant serves /api/v2/, /oauth/token and /.well-known/ only")
	}
}

// writeError answers in the shape of the service's errors.
func writeError(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The client is gone when this fails.
	_ = json.NewEncoder(w).Encode(map[string]any{
		"statusCode": status, "error": http.StatusText(status), "message": message,
	})
}
