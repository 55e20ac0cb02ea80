package oauth

import (
	"errors"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// endpoint serves a path that clients POST parameters to: what handle answers,
// as JSON (nil is an empty answer), or its refusal. Neither must be cached (RFC 6749, section 5.1).
func endpoint(handle func(*http.Request, params) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		params, refused := readParams(w, r)
		if refused != nil {
			refused.write(w)
			return
		}
		answer, err := handle(r, params)
		if err != nil {
			refusalOf(err).write(w)
			return
		}
		if answer == nil {
			w.WriteHeader(http.StatusOK)
			return
		}
		writeJSON(w, http.StatusOK, answer)
	}
}

// refusalOf is what the client is told of an error.
func refusalOf(err error) *refusal {
	if refused := new(refusal); errors.As(err, &refused) {
		return refused
	}
	return refuse(http.StatusInternalServerError, "server_error", "the mock tenant failed: %v", err)
}

// The clients that an endpoint serves.
const (
	confidentialOnly = false
	publicToo        = true
)

// client finds and authenticates the client that sent the request.
func (h *handler) client(r *http.Request, params params, public bool) (*store.Client, error) {
	presented, refused := presentedBy(r, params)
	if refused != nil {
		return nil, refused
	}
	var client *store.Client
	if err := h.Store.View(r.Context(), func(tenant store.Reader) error {
		client = tenant.Client(presented.clientID)
		return nil
	}); err != nil {
		return nil, err
	}
	if public && presented.method == methodNone && client != nil && isPublic(client) {
		return client, nil
	}
	if refused := h.authenticate(r.Context(), client, presented); refused != nil {
		return nil, refused
	}
	return client, nil
}

// isPublic tells a client that has nothing to prove itself with (RFC 6749,
// section 2.1).
func isPublic(client *store.Client) bool { return client.TokenEndpointAuthMethod == methodNone }
