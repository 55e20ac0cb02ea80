package control

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
)

// Endpoint is one endpoint of a control API.
type Endpoint struct {
	Method string `json:"method"`
	// Path is below Prefix. A segment {id} or {name} is any segment, which the handler
	// gets by http.Request.PathValue.
	Path  string                                   `json:"path"`
	Does  string                                   `json:"does"`
	Serve func(http.ResponseWriter, *http.Request) `json:"-"`
}

// Handler serves endpoints: 405 for their paths with another method, and 404 for other paths.
// GET Prefix lists them.
func Handler(endpoints []Endpoint) http.Handler {
	endpoints = append([]Endpoint{{Method: http.MethodGet, Does: "lists what the control API does"}}, endpoints...)
	endpoints[0].Serve = func(w http.ResponseWriter, _ *http.Request) {
		lines := slices.Clone(endpoints)
		for i := range lines {
			lines[i].Path = Prefix + lines[i].Path
		}
		writeJSON(w, map[string]any{"endpoints": lines})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.EscapedPath(), Prefix)
		methods := map[string]Endpoint{}
		for _, each := range endpoints {
			if management.Matches(each.Path, path) {
				methods[each.Method] = each
			}
		}
		found, isMethod := methods[r.Method]
		switch {
		case isMethod:
			setPathValues(r, found.Path, path)
			found.Serve(w, r)
		case len(methods) > 0:
			w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(methods)), ", "))
			management.WriteError(w, http.StatusMethodNotAllowed, "", "The control API has no "+r.Method+" here")
		default:
			management.WriteError(w, http.StatusNotFound, "", "The control API has no such path; GET "+Prefix+" lists those that it has")
		}
	})
}

// setPathValues sets the values of the segments in braces of a pattern that the path matches.
func setPathValues(r *http.Request, pattern, path string) {
	segments := strings.Split(path, "/")
	for i, each := range strings.Split(pattern, "/") {
		if name, isVariable := strings.CutPrefix(each, "{"); isVariable {
			r.SetPathValue(strings.TrimSuffix(name, "}"), segments[i])
		}
	}
}
