package management

import (
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/cimd"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/clientcredentials"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/clientgrant"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/eventlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/organization"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/resourceserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/role"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/signingkey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/tenantsettings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/user"
)

// operations are all that the mock serves.
func operations(tenant endpoint.Tenant, keys signingkey.Keys, documents *clientdocument.Fetcher, events *eventlog.Log) []endpoint.Operation {
	return slices.Concat(
		resourceserver.Operations(tenant),
		clientgrant.Operations(tenant),
		client.Operations(tenant),
		cimd.Operations(tenant, documents),
		clientcredentials.Operations(tenant),
		signingkey.Operations(keys),
		tenantsettings.Operations(tenant),
		role.Operations(tenant),
		user.Operations(tenant),
		organization.Operations(tenant),
		eventlog.Operations(tenant, events),
	)
}

// Routes are the methods and paths that the mock serves, such as
// "GET /api/v2/clients/{id}".
func Routes() []string {
	var out []string
	for _, each := range operations(endpoint.Tenant{}, nil, nil, nil) {
		out = append(out, each.Method+" "+Prefix+each.Path)
	}
	return out
}

// Pattern returns the pattern of an escaped path below Prefix, such as
// "/api/v2/clients/{id}", or "" if the mock does not serve it. all are the Routes.
func Pattern(all []string, path string) string {
	best := ""
	for _, route := range all {
		_, pattern, _ := strings.Cut(route, " ")
		// A pattern with fewer wildcards is more specific.
		if Matches(pattern, path) && (best == "" || strings.Count(pattern, "{") < strings.Count(best, "{")) {
			best = pattern
		}
	}
	return best
}

// Matches reports whether a path has the form of a pattern, in which a segment in braces,
// such as {id}, is any segment that is not empty.
func Matches(pattern, path string) bool {
	return slices.EqualFunc(strings.Split(pattern, "/"), strings.Split(path, "/"), func(p, s string) bool {
		return p == s || strings.HasPrefix(p, "{") && s != ""
	})
}

// routes serves the operations, 405 for their paths with another method, and
// 404 for all else.
func routes(server *endpoint.Server, all []endpoint.Operation) http.Handler {
	byPath := map[string]methods{}
	for _, each := range all {
		if byPath[each.Path] == nil {
			byPath[each.Path] = methods{}
		}
		byPath[each.Path][each.Method] = server.Handler(each)
	}
	mux, named := http.NewServeMux(), http.NewServeMux()
	for path, handlers := range byPath {
		if strings.HasPrefix(path, organization.ByName) {
			named.Handle(Prefix+path, handlers)
			continue
		}
		mux.Handle(Prefix+path, handlers)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { endpoint.WriteError(w, endpoint.NoSuchPath()) })
	// A ServeMux cannot have these beside organizations/{id}/client-grants: neither
	// pattern is more specific.
	named.Handle("/", mux)
	return withoutRedirects(named)
}

// methods are the handlers of one path. They are no patterns of the ServeMux,
// because that answers a wrong method in plain text.
type methods map[string]http.Handler

// ServeHTTP implements http.Handler.
func (m methods) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if handler := m[r.Method]; handler != nil {
		handler.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(m)), ", "))
	endpoint.WriteError(w, endpoint.MethodNotAllowed())
}

// withoutRedirects answers 404 where ServeMux would redirect to a path without
// empty and dotted segments: an identifier that was not encoded must not be
// read as another one.
func withoutRedirects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		escaped := r.URL.EscapedPath()
		if path.Clean(escaped) != strings.TrimSuffix(escaped, "/") {
			endpoint.WriteError(w, endpoint.NoSuchPath())
			return
		}
		next.ServeHTTP(w, r)
	})
}
