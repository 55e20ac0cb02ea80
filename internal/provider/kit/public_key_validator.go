package kit

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// PublicKeyValidator refuses what is no public key, above all a private one.
type PublicKeyValidator struct {
	// Object begins the error: whose key it is.
	Object string
	// ByThumbprint permits a key's thumbprint URI in its place.
	ByThumbprint bool
}

// Description implements validator.Describer.
func (PublicKeyValidator) Description(context.Context) string { return "must be a public key as PEM" }

// MarkdownDescription implements validator.Describer.
func (v PublicKeyValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString implements validator.String.
func (v PublicKeyValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	key := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || v.ByThumbprint && strings.HasPrefix(key, ThumbprintURI) {
		return
	}
	if _, err := KeyThumbprint(key); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.Object+" is no public key", "The value of pem cannot be used: "+err.Error()+".")
	}
}
