package mockserver

import (
	"context"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Size returns the number of the tenant's objects, with its keys and refresh tokens, and their
// size; see [Options].MaxBytes.
func (s *Server) Size(ctx context.Context) (objects int, bytes int64, err error) {
	content, err := store.TakeSnapshot(ctx, s.store)
	return content.Objects(), content.Bytes(), err
}

// limitObjects refuses requests that create an object while the tenant has limit objects or
// more, with the error that the service has for its own limits. 0 means no limit.
func (s *Server) limitObjects(limit int, next http.Handler) http.Handler {
	if limit == 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if creates(r) {
			// Without an answer of the store, next reports its error.
			if objects, _, err := s.Size(r.Context()); err == nil && objects >= limit {
				management.WriteError(w, http.StatusForbidden, "too_many_entities", "You reached the limit of entities of this type for this tenant.")
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// creates reports whether a request is for an endpoint that creates an object.
func creates(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	path := r.URL.EscapedPath()
	collection, isManagement := strings.CutPrefix(path, management.Prefix)
	return isManagement && (!strings.Contains(collection, "/") || collection == "clients/cimd/register") || path == oauth.RegistrationPath
}
