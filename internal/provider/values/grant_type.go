package values

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// grantType refuses a grant type that the service does not have.
type grantType struct{}

// GrantType validates a grant type of a client. The service refuses an unknown one
// ("Invalid grant types: …"). Extension grants have URIs; the service adds to them,
// so that any URI of its namespaces is accepted here.
func GrantType() validator.String { return grantType{} }

// shortGrantTypes are the grant types that are not URIs.
func shortGrantTypes() []string {
	return []string{"authorization_code", "client_credentials", "implicit", "mfa", "password", "passwordless_otp", "refresh_token"}
}

// Description implements validator.Describer.
func (grantType) Description(context.Context) string {
	return "one of " + strings.Join(shortGrantTypes(), ", ") + ", or the URI of an extension grant"
}

// MarkdownDescription implements validator.Describer.
func (v grantType) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString implements validator.String.
func (v grantType) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(shortGrantTypes(), text) {
		return
	}
	for _, namespace := range []string{"urn:", "http://auth0.com/oauth/"} {
		if rest, has := strings.CutPrefix(text, namespace); has && rest != "" && !strings.ContainsAny(text, " \t\r\n") {
			return
		}
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Unknown grant type", fmt.Sprintf(
		"%q is not a grant type. Set %s, such as urn:ietf:params:oauth:grant-type:device_code or http://auth0.com/oauth/grant-type/password-realm.", text, v.Description(ctx)))
}
