package control

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
)

const (
	// minKeyLength is the minimum length of a key, in bytes. A key of this length that was
	// chosen at random cannot be guessed over HTTP.
	minKeyLength = 16
	// refusalRate and refusalBurst limit the requests with a wrong key that are answered
	// with 401; others get 429. They are counted for all tenants of the process together.
	refusalRate, refusalBurst = 1, 10
)

// Key is the key of the control API: with it, programs on other machines can call it. It is
// safe for concurrent use, and can be shared by several tenants.
type Key struct {
	// hash makes the comparison independent of the lengths of the keys.
	hash     [sha256.Size]byte
	refusals *rate.Limiter
	now      func() time.Time
}

// NewKey returns a key of at least 16 characters.
func NewKey(text string, now func() time.Time) (*Key, error) {
	if len(text) < minKeyLength {
		return nil, fmt.Errorf("the key of the control API has %d characters; it needs at least %d, such as the output of openssl rand -hex 32", len(text), minKeyLength)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fmt.Errorf("the key of the control API has characters that a header cannot contain; use letters and digits, such as the output of openssl rand -hex 32")
	}
	return &Key{hash: sha256.Sum256([]byte(text)), refusals: rate.NewLimiter(refusalRate, refusalBurst), now: now}, nil
}

// Protect refuses requests to the control API: with a key, those without it, also from this
// machine, where a reverse proxy may run. Without a key (nil), those that do not come from
// programs on this machine (see package local). Requests in process need no key.
func (k *Key) Protect(next http.Handler) http.Handler {
	if k == nil {
		return onlyLocal(next)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.RemoteAddr == requestlog.InProcess || k.isPresented(r) {
			next.ServeHTTP(w, r)
			return
		}
		if !k.refusals.AllowN(k.now(), 1) {
			w.Header().Set("Retry-After", "1")
			management.WriteError(w, http.StatusTooManyRequests, "too_many_requests", "Too many requests to the control API had a wrong key. Requests with the right key are answered.")
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="control API of the mock tenant"`) // RFC 6750, section 3
		management.WriteError(w, http.StatusUnauthorized, "", "The control API needs the key of --control-key: send the header Authorization: Bearer KEY.")
	})
}

// isPresented compares the bearer token of a request with the key, in constant time.
func (k *Key) isPresented(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	hash := sha256.Sum256([]byte(strings.TrimSpace(token)))
	return subtle.ConstantTimeCompare(hash[:], k.hash[:]) == 1 && strings.EqualFold(scheme, "Bearer")
}
