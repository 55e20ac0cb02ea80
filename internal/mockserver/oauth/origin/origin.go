// Package origin compares web origins (RFC 6454) with those that a client has
// registered.
package origin

import (
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/clientproperty"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Of returns the origin of an absolute http or https URL; "" for any other text,
// and for hosts with characters that mean something in a header or a policy.
func Of(text string) string {
	target, err := url.Parse(text)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" || target.Host == "" || !isPlain(target.Host) {
		return ""
	}
	return strings.ToLower(target.Scheme + "://" + target.Host)
}

// PolicySource names the target of redirects in a Content-Security-Policy: scheme
// and host, or the scheme alone where there is no host or it has characters that
// mean something in a policy.
func PolicySource(target string) string {
	parsed, err := url.Parse(target)
	switch {
	case err != nil || target == "":
		return ""
	case parsed.Host == "" || !isPlain(parsed.Host):
		return parsed.Scheme + ":"
	}
	return parsed.Scheme + "://" + parsed.Host
}

// isPlain reports whether a host has only characters that mean nothing in a
// Content-Security-Policy.
func isPlain(host string) bool {
	return !strings.ContainsFunc(host, func(c rune) bool { return c <= ' ' || c > '~' || strings.ContainsRune(`;,'"%*`, c) })
}

// MayEmbed reports whether pages of the origin may get answers of /authorize by
// web message: it must be one of the client's web_origins (application settings,
// "Allowed Web Origins").
func MayEmbed(client *store.Client, origin string) bool {
	return origin != "" && contains(clientproperty.Get[[]string](client, "web_origins"), origin)
}

// MayCall reports whether scripts of the origin may read the client's answers of
// the token endpoint: it must be that of a callback, or one of allowed_origins or
// web_origins (the service's documentation, "Set up CORS").
func MayCall(client *store.Client, origin string) bool {
	for _, property := range []string{"callbacks", "allowed_origins", "web_origins"} {
		if origin != "" && contains(clientproperty.Get[[]string](client, property), origin) {
			return true
		}
	}
	return false
}

// contains reports whether one of the registered URLs has the origin. unknown: how
// the service compares; wildcards of subdomains are not served.
func contains(registered []string, origin string) bool {
	return slices.ContainsFunc(registered, func(text string) bool { return Of(text) == strings.ToLower(origin) })
}
