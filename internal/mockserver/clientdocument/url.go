// Package clientdocument fetches and checks client ID metadata documents (CIMD): the
// JSON at a URL that is the id of a client (facts 7.3, documented). The URL comes from
// a request, so fetching is restricted: see [Fetcher].
package clientdocument

import (
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// MaxURL is the longest URL of a document, in bytes.
const MaxURL = 120

var badEscape = regexp.MustCompile(`%($|[^0-9A-Fa-f]|[0-9A-Fa-f]($|[^0-9A-Fa-f]))`)

// CheckURL returns what is wrong with the URL of a document; nil if nothing is.
// unknown: the texts.
func (f *Fetcher) CheckURL(text string) []string {
	switch {
	case len(text) > MaxURL:
		return []string{"external_client_id must have at most 120 bytes"}
	case strings.TrimSpace(text) != text:
		return []string{"external_client_id must not begin or end with spaces"}
	case badEscape.MatchString(text):
		return []string{"external_client_id has a % that two hexadecimal digits do not follow"}
	}
	u, err := url.Parse(text)
	if err != nil {
		return []string{"external_client_id is not a URL"}
	}
	var wrong []string
	check := func(bad bool, text string) {
		if bad {
			wrong = append(wrong, "external_client_id "+text)
		}
	}
	loopback := isLoopbackName(u.Hostname())
	check(u.Scheme != "https" && !(f.AllowLoopback && loopback && u.Scheme == "http"), "must be an https URL")
	check(u.Hostname() == "", "must have a host")
	check(loopback && !f.AllowLoopback, "must not be on this machine")
	check(u.User != nil, "must not have user information")
	check(u.Fragment != "" || strings.Contains(text, "#"), "must not have a fragment")
	check(u.RawQuery != "" || u.ForceQuery, "must not have a query")
	check(u.Port() == "0", "must not have port 0")
	check(u.Path == "" || u.Path == "/", "must have a path")
	check(hasDotSegment(u.Path), "must not have the path segments . and ..")
	return wrong
}

// hasDotSegment takes a decoded path, so that encoded dots count.
func hasDotSegment(path string) bool {
	segments := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '\\' })
	return slices.Contains(segments, ".") || slices.Contains(segments, "..")
}

// isLoopbackName reports whether a host is this machine by its name or address.
func isLoopbackName(host string) bool {
	name := strings.ToLower(strings.TrimSuffix(host, "."))
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Unmap().IsLoopback()
}
