package protocol

import (
	"maps"
	"net/http"
)

// Answer is an answer that has headers of its own.
type Answer interface {
	Answer() (body any, header http.Header)
}

// Endpoint serves a path that clients POST parameters to: the answer of handle
// as JSON (nil is an empty body), or its error. Neither may be cached (RFC 6749,
// section 5.1). prepare may add headers to the answer.
func Endpoint(prepare func(http.ResponseWriter, *http.Request, Params), handle func(*http.Request, Params) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Pragma", "no-cache")
		params, err := readParams(w, r)
		if err != nil {
			WriteError(w, err)
			return
		}
		prepare(w, r, params)
		answer, err := handle(r, params)
		if with, has := answer.(Answer); has {
			var header http.Header
			answer, header = with.Answer()
			maps.Copy(w.Header(), header)
		}
		switch {
		case err != nil:
			WriteError(w, err)
		case answer == nil:
			w.WriteHeader(http.StatusOK)
		default:
			WriteJSON(w, http.StatusOK, answer)
		}
	}
}

// Public lets scripts of any origin read the answer. It is for answers that are
// public, or that depend on a token or secret in the request, never on a cookie.
func Public(serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Expose-Headers", "WWW-Authenticate")
		serve(w, r)
	}
}

// Preflight answers the CORS preflight request of any endpoint. It does not say
// which client asks, so that whether scripts may read the answer is decided by the
// answer itself.
func Preflight(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS")
	w.Header().Set("Access-Control-Allow-Headers", "Authorization, Content-Type, DPoP, Auth0-Client")
	w.Header().Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}
