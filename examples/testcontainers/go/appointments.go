// Package appointments is an API that accepts the tokens of one issuer: GET /appointments needs
// the scope read:appointments, and POST needs write:appointments.
package appointments

import (
	"net/http"
	"slices"
	"strings"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// Handler returns the API. keys are the issuer's keys.
func Handler(issuer, audience string, keys jwk.Set) http.Handler {
	mux := http.NewServeMux()
	for method, scope := range map[string]string{http.MethodGet: "read:appointments", http.MethodPost: "write:appointments"} {
		mux.HandleFunc(method+" /appointments", func(w http.ResponseWriter, r *http.Request) {
			token, err := jwt.ParseHeader(r.Header, "Authorization",
				jwt.WithKeySet(keys), jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithRequiredClaim(jwt.ExpirationKey))
			if err != nil {
				http.Error(w, "no valid token", http.StatusUnauthorized)
				return
			}
			var scopes string
			if err := token.Get("scope", &scopes); err != nil || !slices.Contains(strings.Fields(scopes), scope) {
				http.Error(w, "insufficient scope", http.StatusForbidden)
			}
		})
	}
	return mux
}
