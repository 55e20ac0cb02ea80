package values

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// webAddress refuses a text that is not an absolute URL.
type webAddress struct {
	// private permits private-use schemes without a host (RFC 8252, section 7.1).
	private bool
	example string
}

// Callback validates a callback URL: an absolute URL with its scheme, which may be
// a private-use scheme of a native application (auth0.com/docs, Application
// Settings). The placeholders {organization_name} and * are permitted.
func Callback() validator.String {
	return webAddress{private: true, example: "https://app.example.test/callback, http://localhost:3000/callback or com.example.app:/callback"}
}

// URL validates an absolute URL with a host. Placeholders are permitted.
func URL() validator.String { return webAddress{example: "https://app.example.test"} }

// placeholder matches what the service replaces in URLs of clients.
var placeholder = regexp.MustCompile(`\{[a-z_]+(\.[a-z_]+)*\}|\*`)

// hostAndPort matches a host with a port, which parses as a URL whose scheme is
// the host.
var hostAndPort = regexp.MustCompile(`^[A-Za-z0-9.-]+:[0-9]`)

// Description implements validator.Describer.
func (v webAddress) Description(context.Context) string {
	return "an absolute URL, such as " + v.example
}

// MarkdownDescription implements validator.Describer.
func (v webAddress) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v webAddress) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := req.ConfigValue.ValueString()
	if problem := v.problem(text); problem != "" {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid URL", fmt.Sprintf("%q %s. Expected %s.", text, problem, v.Description(ctx)))
	}
}

func (v webAddress) problem(text string) string {
	parsed, err := url.Parse(placeholder.ReplaceAllString(text, "x"))
	switch {
	case strings.ContainsAny(text, " \t\r\n<>\"") || err != nil:
		return "is not a URL"
	case parsed.Scheme == "" || hostAndPort.MatchString(text):
		return "has no scheme"
	case isScript(parsed.Scheme):
		return fmt.Sprintf("has the scheme %s, which the service does not redirect to", strings.ToLower(parsed.Scheme))
	case parsed.Host == "" && (!v.private || isWeb(parsed.Scheme)):
		return "has no host"
	}
	return ""
}

func isWeb(scheme string) bool {
	return strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// isScript recognises schemes that would run a script in the tenant's page.
func isScript(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "javascript", "data", "vbscript":
		return true
	}
	return false
}
