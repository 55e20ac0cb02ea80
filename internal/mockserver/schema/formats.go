package schema

import (
	"errors"
	"net/url"
	"regexp"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

var errFormat = errors.New("wrong format")

// formats returns the service's string formats, by their names in its schemas and
// messages. The rules are from its documentation of application settings.
func formats() []*jsonschema.Format {
	id := func(name, expression string) *jsonschema.Format {
		return matching(name, regexp.MustCompile(expression).MatchString)
	}
	return []*jsonschema.Format{
		matching("url", isAbsolute("http", "https")),
		matching("url-or-null", isAbsolute("http", "https")),
		matching("absolute-uri-or-empty", orEmpty(isAbsolute())),
		matching("absolute-https-uri-or-empty", orEmpty(isAbsolute("https"))),
		matching("absolute-https-uri-with-placeholders-or-empty", orEmpty(withPlaceholders(isAbsolute("https")))),
		matching("ec-initiate-login-uri-template-url", withPlaceholders(isAbsolute("https"))),
		matching("url-with-placeholders", withPlaceholders(isAbsolute())),
		matching("callback-url", withPlaceholders(isCallback)),
		id("client-id", `^[0-9A-Za-z_-]{1,128}$`),
		id("credential-id", `^cred_[0-9A-Za-z]{22}$`),
		id("organization-id", `^org_[0-9A-Za-z]{16}$`),
		id("connection-profile-id", `^cop_[0-9A-Za-z]{1,40}$`),
		id("user-attribute-profile-id", `^uap_[0-9A-Za-z]{1,40}$`),
	}
}

func matching(name string, match func(string) bool) *jsonschema.Format {
	return &jsonschema.Format{Name: name, Validate: func(value any) error {
		if text, isString := value.(string); isString && !match(text) {
			return errFormat
		}
		return nil
	}}
}

func orEmpty(match func(string) bool) func(string) bool {
	return func(s string) bool { return s == "" || match(s) }
}

// placeholder matches what the service substitutes: {organization_name}, or the star for
// a subdomain.
var placeholder = regexp.MustCompile(`\{[a-z_]+(\.[a-z_]+)*\}|\*`)

func withPlaceholders(match func(string) bool) func(string) bool {
	return func(s string) bool { return match(placeholder.ReplaceAllString(s, "x")) }
}

// isAbsolute accepts URLs with a host and, if schemes are given, with one of them.
func isAbsolute(schemes ...string) func(string) bool {
	return func(s string) bool {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || strings.ContainsAny(s, " <>\"") {
			return false
		}
		if len(schemes) == 0 {
			return u.Scheme != ""
		}
		for _, scheme := range schemes {
			if strings.EqualFold(u.Scheme, scheme) {
				return true
			}
		}
		return false
	}
}

// IsCallbackURL reports whether a login can return to the URL: one without placeholders.
func IsCallbackURL(text string) bool { return isCallback(text) }

// isCallback also accepts the private-use schemes of native applications, which need no
// host (RFC 8252, section 7.1), but not schemes that run scripts.
func isCallback(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" || strings.ContainsAny(s, " <>\"") {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "javascript", "data", "vbscript":
		return false
	case "http", "https":
		return u.Host != ""
	}
	return true
}
