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
			if matches(each.Path, path, nil) {
				methods[each.Method] = each
			}
		}
		found, isMethod := methods[r.Method]
		switch {
		case isMethod:
			matches(found.Path, path, r.SetPathValue)
			found.Serve(w, r)
		case len(methods) > 0:
			w.Header().Set("Allow", strings.Join(slices.Sorted(maps.Keys(methods)), ", "))
			management.WriteError(w, http.StatusMethodNotAllowed, "", "The control API has no "+r.Method+" here")
		default:
			management.WriteError(w, http.StatusNotFound, "", "The control API has no such path; GET "+Prefix+" lists those that it has")
		}
	})
}

// matches reports whether a path has the form of a pattern, and passes the values of the
// segments in braces to found, unless it is nil.
func matches(pattern, path string, found func(name, value string)) bool {
	wanted, segments := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(wanted) != len(segments) {
		return false
	}
	for i, segment := range segments {
		name, isVariable := strings.CutPrefix(wanted[i], "{")
		if !isVariable && segment != wanted[i] || isVariable && segment == "" {
			return false
		}
		if isVariable && found != nil {
			found(strings.TrimSuffix(name, "}"), segment)
		}
	}
	return true
}
