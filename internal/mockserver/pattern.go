package mockserver

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
)

// pattern returns the pattern of the path of a request that was answered, such as
// "/api/v2/clients/{id}", or "" if the path is unknown.
func (s *Server) pattern(r *http.Request) string {
	path := r.URL.EscapedPath()
	switch {
	case strings.HasPrefix(path, oauth.CheckPrefix):
		return oauth.CheckPrefix + "{identifier}"
	case strings.HasPrefix(path, control.Prefix):
		return control.Prefix + "{…}"
	case s.hasPage && page.Serves(path):
		return "page"
	}
	// A ServeMux that the request reached has set its pattern: with a method, or without.
	pattern := r.Pattern
	if _, withoutMethod, found := strings.Cut(pattern, " "); found {
		pattern = withoutMethod
	}
	switch {
	case pattern == "/": // of each ServeMux, for unknown paths
		return ""
	case pattern != "":
		return pattern
	case strings.HasPrefix(path, management.Prefix): // a fault, or the rate limit, came before
		return management.Pattern(s.managementRoutes(), path)
	case oauth.HasPath(path):
		return path
	}
	return ""
}
