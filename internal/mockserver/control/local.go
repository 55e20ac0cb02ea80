package control

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/local"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// onlyLocal refuses requests that do not come from programs on this machine.
func onlyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := local.Check(r); err != nil {
			management.WriteError(w, http.StatusForbidden, "", "The control API "+err.Error())
			return
		}
		next.ServeHTTP(w, r)
	})
}
